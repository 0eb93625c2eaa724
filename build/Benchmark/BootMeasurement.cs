using System.Diagnostics;
using System.Globalization;
using Mwan.Build.Machines;
using Mwan.Config;

namespace Mwan.Build.Benchmark;

/// <summary>A first boot of the image: the time to <c>running</c>, and the memory that it needs then.</summary>
public static class BootMeasurement
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <summary>Boots the image with a blank state disk.</summary>
    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(Site site, string image, EmulatorTree tree, CancellationToken cancellationToken)
    {
        await using ScratchDirectory scratch = ScratchDirectory.Create();
        DiskFiles disks = new(tree);
        string system = scratch.File("system.qcow2");
        string state = scratch.File("state.qcow2");
        string variables = scratch.File("firmware.fd");
        await disks.OverlayAsync(image, DiskFormat.Qcow2, system);
        await disks.BlankAsync(state, 2L << 30);
        File.Copy(tree.OnHost(Firmware.PlainVariables), variables);
        VirtualMachine machine = SiteMachine.Describe(site, Guid.NewGuid(), new Firmware(Firmware.PlainCode, variables), system, state)
            .Connect(site.Management.Port, new UserBackend());
        Accelerator accelerator = await new AcceleratorProbe(tree).BestAsync();

        long start = Stopwatch.GetTimestamp();
        await using RunningMachine running = await RunningMachine.StartAsync(machine, tree, scratch.NewMachine(), accelerator, cancellationToken);
        GuestResult settled = await running.Guest.RunAsync(["systemctl", "is-system-running", "--wait"], deadline: Deadline);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (settled.Output.Trim() != "running")
        {
            throw new BuildException($"The image did not come up: systemctl says '{settled.Output.Trim()}'. Look at it with: dotnet cake --target=Run");
        }

        Dictionary<string, double> memory = Memory((await running.RunAsync("cat", "/proc/meminfo")).Output);
        await running.PowerOffAsync(TimeSpan.FromMinutes(1));
        string how = accelerator.ToString().ToUpperInvariant();
        return
        [
            new($"boot to running, {how}, first boot", seconds, "s", 45),
            new("memory in use at rest, page cache not counted", memory["MemTotal"] - memory["MemFree"] - memory["Buffers"] - memory["Cached"] - memory["SReclaimable"], "MiB", 180),
            new("the same as MemTotal - MemAvailable (free's 'used')", memory["MemTotal"] - memory["MemAvailable"], "MiB", Budget: null),
        ];
    }

    // proc_meminfo(5): "MemTotal:        2016640 kB".
    private static Dictionary<string, double> Memory(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(static line => line.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries))
        .ToDictionary(static words => words[0], static words => double.Parse(words[1], CultureInfo.InvariantCulture) / 1024, StringComparer.Ordinal);
}
