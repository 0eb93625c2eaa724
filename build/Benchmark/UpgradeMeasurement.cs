using System.Diagnostics;
using Mwan.Build.Artifacts;
using Mwan.Build.Machines;
using Mwan.Build.Processes;
using Mwan.Build.Signing;
using Mwan.Config;

namespace Mwan.Build.Benchmark;

/// <summary>
/// An upgrade of the image to the next version of itself, from a disk of its own: size, writing, and the way to a proven image. How long it
/// takes to come back from an image that fails is what the upgrade suite tells.
/// </summary>
public static class UpgradeMeasurement
{
    private const string Before = "1";
    private const string After = "2";
    private const string Release = "release";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <summary>Builds both versions, signed with keys of this run, and upgrades one to the other.</summary>
    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(Workspace workspace, Site site, EmulatorTree tree, EmulatorTree tools, CancellationToken cancellationToken)
    {
        await using ScratchDirectory scratch = ScratchDirectory.Create();
        SigningKeys keys = new(scratch.File("keys"));
        keys.Make();
        await keys.SecureBoot.MakeAsync(new Sandbox(tools.Root), cancellationToken);
        foreach (string version in new[] { Before, After })
        {
            _ = await Command.Of("./build.sh", "--target=Image", $"--config={workspace.Config}", $"--output={scratch.File(version)}", $"--image-version={version}")
                .In(workspace.Root)
                .WithEnvironment("MWAN_KEYS", scratch.File("keys"))
                .Telling(Console.WriteLine)
                .RunAsync(cancellationToken);
        }

        DiskFiles disks = new(tree);
        await disks.OverlayAsync(Path.Combine(scratch.File(Before), ArtifactNames.Image(Before)), DiskFormat.Qcow2, scratch.File("system.qcow2"));
        await disks.BlankAsync(scratch.File("state.qcow2"), 2L << 30);
        File.Copy(tree.OnHost(Firmware.PlainVariables), scratch.File("firmware.fd"));
        string payload = Path.Combine(scratch.File(After), ArtifactNames.Payload(After));
        _ = await tools.Command("mkfs.erofs", "--quiet", scratch.File(Release), payload).RunAsync(cancellationToken);
        VirtualMachine machine = SiteMachine.Describe(
            site, Guid.NewGuid(), new Firmware(Firmware.PlainCode, scratch.File("firmware.fd")), scratch.File("system.qcow2"), scratch.File("state.qcow2"));
        machine = machine with { Disks = [.. machine.Disks, new Disk("scsi2", scratch.File(Release)) { Format = DiskFormat.Raw, Serial = Release }] };

        Accelerator accelerator = await new AcceleratorProbe(tree).BestAsync();
        await using RunningMachine running = await RunningMachine.StartAsync(machine, tree, scratch.NewMachine(), accelerator, cancellationToken);
        running.Guest.Patience = Deadline;
        await DoAsync(running, $"systemctl is-system-running --wait; mkdir /run/{Release}; mount -o ro /dev/disk/by-serial/{Release} /run/{Release}");
        double written = await DoAsync(running, $"mwan upgrade /run/{Release} --no-reboot");
        await running.RestartAsync(Deadline);
        double followed = await DoAsync(running, "until mwan plan > /dev/null 2>&1; do sleep 0.2; done");
        double proved = followed + await DoAsync(running, $"until mwan slots | grep -Eq '{After} +good'; do sleep 0.2; done");
        await running.PowerOffAsync(Deadline);
        string how = accelerator.ToString().ToUpperInvariant();
        return
        [
            new("update payload", Directory.EnumerateFiles(payload).Sum(static file => new FileInfo(file).Length) / 1e6, "MB", Budget: null),
            new($"writing it into a slot, from a local disk, {how}", written, "s", Budget: null),
            new($"from the reset until the kernel follows the new image's plan, {how}", followed, "s", Budget: null),
            new($"from the reset until it has proved itself, {how}", proved, "s", Budget: null),
        ];
    }

    private static async Task<double> DoAsync(RunningMachine machine, string script)
    {
        long start = Stopwatch.GetTimestamp();
        GuestResult result = await machine.Guest.RunAsync(["sh", "-euc", script], deadline: Deadline);
        return result.Status == 0
            ? Stopwatch.GetElapsedTime(start).TotalSeconds
            : throw new BuildException($"The image does not upgrade: {script} ended with {result.Status}: {result.Errors}{result.Output}");
    }
}
