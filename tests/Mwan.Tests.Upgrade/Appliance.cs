using Mwan.Build.Machines;
using Mwan.Build.Publishing;

namespace Mwan.Tests.Upgrade;

/// <summary>A machine as Proxmox makes it, whose WANs lead nowhere, with a release on a disk of its own in place of a network.</summary>
internal sealed class Appliance : IAsyncDisposable
{
    /// <summary>Where the release is mounted.</summary>
    public const string Release = ReleaseDisk.Directory;

    // Without KVM on two shared cores; a host among others is three times slower.
    private static readonly TimeSpan Boot = TimeSpan.FromSeconds(600);
    private static readonly TimeSpan Down = TimeSpan.FromSeconds(240);

    // Characters of a console that tell how it ended.
    private const int LastWords = 4000;

    // The state disk is looked at each 15 s.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(60);

    private readonly TrialReleases releases;
    private readonly ScratchDirectory scratch;
    private readonly VirtualMachine description;

    private Appliance(TrialReleases releases, ScratchDirectory scratch, VirtualMachine description)
    {
        this.releases = releases;
        this.scratch = scratch;
        this.description = description;
    }

    public RunningMachine Machine { get; private set; } = null!;

    /// <summary>Turns a new one on and waits until it has booted.</summary>
    /// <param name="releases">What there is.</param>
    /// <param name="payload">Directory of the release on its third disk.</param>
    /// <param name="firmware">The firmware's program.</param>
    /// <param name="hasState">Whether it has a state disk.</param>
    public static async Task<Appliance> StartAsync(TrialReleases releases, string payload, string firmware = Firmware.PlainCode, bool hasState = true)
    {
        ScratchDirectory files = ScratchDirectory.Create();
        try
        {
            DiskFiles disks = new(releases.Machines);
            await disks.OverlayAsync(releases.Image(TrialReleases.First), DiskFormat.Qcow2, files.File("system.qcow2"));
            await disks.BlankAsync(files.File("state.qcow2"), 1L << 30);
            File.Copy(releases.Machines.OnHost(Firmware.PlainVariables), files.File("firmware.fd"));
            Disk release = await ReleaseDisk.MakeAsync(releases.Tools, payload, files.File("release.erofs"));
            VirtualMachine machine = SiteMachine.Describe(
                releases.Site, Guid.NewGuid(), new Firmware(firmware, files.File("firmware.fd")), files.File("system.qcow2"), hasState ? files.File("state.qcow2") : null);

            // A test that hangs the processor hangs all that there are.
            machine = machine with { Cores = 1, Disks = [.. machine.Disks, release] };
            Appliance appliance = new(releases, files, machine);
            _ = await appliance.TurnOnAsync();
            return appliance;
        }
        catch
        {
            await files.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until a boot is over.</summary>
    public async Task<string> BootedAsync()
    {
        Machine.Guest.Patience = Boot;
        GuestResult state = await Machine.Guest.RunAsync(["systemctl", "is-system-running", "--wait"], deadline: Boot);
        _ = await Machine.RunAsync("sh", "-euc", ReleaseDisk.Mount);
        return state.Text;
    }

    /// <summary>Has it restart itself and waits until the boot is over.</summary>
    public async Task<string> RestartAsync()
    {
        await Machine.RestartAsync(Down);
        return await BootedAsync();
    }

    /// <summary>Takes its power away and gives it back, and waits until the boot is over.</summary>
    public async Task<string> PowerCutAsync()
    {
        // What the guest had not written is lost; what QEMU has taken is not.
        try
        {
            _ = await Machine.Qmp.ExecuteAsync("quit");
        }
        catch (QmpException)
        {
            // It may be gone before it answers.
        }

        await Machine.EndAsync(Down);
        await Machine.DisposeAsync();
        return await TurnOnAsync();
    }

    /// <summary>Runs <c>mwan</c>.</summary>
    /// <exception cref="TimeoutException">The guest does not answer; the message has the console's last words.</exception>
    public async Task<GuestResult> MwanAsync(params string[] arguments)
    {
        try
        {
            return await Machine.RunAsync(["mwan", .. arguments]);
        }
        catch (TimeoutException exception)
        {
            string console = Machine.Console.Text;
            throw new TimeoutException($"{exception.Message}\n{console[Math.Max(0, console.Length - LastWords)..]}", exception);
        }
    }

    /// <summary>Waits until a line of <c>mwan status</c> has a word, and returns it, its wrapped lines joined.</summary>
    /// <exception cref="TimeoutException">None has by then; the message has the whole status.</exception>
    public async Task<string> StatusAsync(string word)
    {
        long started = TimeProvider.System.GetTimestamp();
        string text;
        do
        {
            text = string.Join(' ', (await MwanAsync("status")).Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            if (text.Contains(word, StringComparison.Ordinal))
            {
                return text;
            }

            await Task.Delay(TimeSpan.FromSeconds(1));
        }
        while (TimeProvider.System.GetElapsedTime(started) < Settled);
        throw new TimeoutException($"After {Settled}, mwan status does not say {word}: {text}");
    }

    /// <summary>Runs a script and returns its output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has its words.</exception>
    public async Task<string> ScriptAsync(string script)
    {
        GuestResult result = await Machine.RunAsync("sh", "-euc", script);
        return result.Status == 0 ? result.Text : throw new InvalidOperationException($"{script} ended with {result.Status}: {result.Errors}{result.Output}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Machine.DisposeAsync();
        await scratch.DisposeAsync();
    }

    private async Task<string> TurnOnAsync()
    {
        Machine = await RunningMachine.StartAsync(description, releases.Machines, scratch.NewMachine(), await new AcceleratorProbe(releases.Machines).BestAsync());
        return await BootedAsync();
    }
}
