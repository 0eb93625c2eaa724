using System.Globalization;
using System.Net;
using Mwan.Build.Machines;
using Mwan.Config;
using Mwan.Tests.Smoke.Wire;

namespace Mwan.Tests.Smoke.Routers;

/// <summary>The image, running as Proxmox would run it, with somebody at the other end of each of its links.</summary>
internal sealed class Router : IAsyncDisposable
{
    /// <summary>Without KVM on two shared cores, from power-on to <c>running</c>; a host among others is three times slower.</summary>
    private static readonly TimeSpan BootDeadline = TimeSpan.FromSeconds(600);

    private static readonly TimeSpan StatusDeadline = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan ShutdownDeadline = TimeSpan.FromSeconds(240);

    private readonly ScratchDirectory scratch;

    private Router(ScratchDirectory scratch, RunningMachine machine, Neighbour lan, IReadOnlyDictionary<string, Neighbour> wans)
    {
        this.scratch = scratch;
        Machine = machine;
        Lan = lan;
        Wans = wans;
    }

    public RunningMachine Machine { get; }

    /// <summary>The downstream router.</summary>
    public Neighbour Lan { get; }

    /// <summary>The ISP of each WAN, by the WAN's name.</summary>
    public IReadOnlyDictionary<string, Neighbour> Wans { get; }

    /// <summary>The disk of the image, an overlay of its own.</summary>
    public string SystemFile => scratch.File("system.qcow2");

    public string StateFile => scratch.File("state.qcow2");

    /// <summary>Turns a new clone on. Returns at once: what needs the guest waits for it.</summary>
    public static async Task<Router> TurnOnAsync(BootPlan? plan = null)
    {
        plan ??= new BootPlan();
        ScratchDirectory files = ScratchDirectory.Create();
        Neighbour? lan = null;
        Dictionary<string, Neighbour> wans = new(StringComparer.Ordinal);
        try
        {
            Site site = Bench.Site;
            lan = new Neighbour(files.File("lan"), vlan: null, site.Lan.Router.Ipv4);
            foreach (Wan wan in site.Wans)
            {
                wans.Add(wan.Name, new Neighbour(files.File("wan-" + wan.Name), wan.Vlan, Isp(wans.Count, 1), Isp(wans.Count, 2)));
            }

            VirtualMachine machine = Connect(await DescribeAsync(plan, files), lan, wans);
            machine = await plan.Change(machine, files);
            RunningMachine running = await RunningMachine.StartAsync(machine, Bench.Tree, files.NewMachine(), await Bench.AcceleratorAsync());
            return new Router(files, running, lan, wans);
        }
        catch
        {
            await ReleaseAsync(files, lan, wans);
            throw;
        }
    }

    /// <summary>Runs a program in the router and returns its output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has its words.</exception>
    public async Task<string> AskAsync(params string[] command)
    {
        GuestResult result = await Machine.RunAsync(command);
        return result.Status == 0
            ? result.Text
            : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {result.Status}: {result.Errors}{result.Output}");
    }

    /// <summary>Runs a script in the router's shell and returns its output.</summary>
    public Task<string> ScriptAsync(string script) => AskAsync("sh", "-euc", script);

    /// <summary>What <c>mwan status</c> says, be it all well (0) or not (1).</summary>
    /// <exception cref="InvalidOperationException">The agent does not answer.</exception>
    public async Task<string> StatusAsync()
    {
        // The command gives the agent five seconds, which an emulated machine among others may need for itself.
        long started = TimeProvider.System.GetTimestamp();
        GuestResult result;
        do
        {
            result = await Machine.RunAsync("mwan", "status");
        }
        while (result.Status is not (0 or 1) && TimeProvider.System.GetElapsedTime(started) < StatusDeadline);
        return result.Status is 0 or 1 ? result.Text : throw new InvalidOperationException($"mwan status ended with {result.Status}: {result.Errors}{result.Output}");
    }

    /// <summary>Waits until the boot is over, and returns the state of the system: <c>running</c>, or <c>degraded</c> with failed units.</summary>
    public async Task<string> BootedAsync()
    {
        Machine.Guest.Patience = BootDeadline;
        GuestResult result = await Machine.Guest.RunAsync(["systemctl", "is-system-running", "--wait"], deadline: BootDeadline);
        return result.Text;
    }

    /// <summary>Restarts the system and waits until the next boot is over.</summary>
    public async Task<string> RebootAsync()
    {
        await Machine.RestartAsync(ShutdownDeadline);
        return await BootedAsync();
    }

    /// <summary>Presses the power button and waits until the machine is off.</summary>
    public Task PowerOffAsync() => Machine.PowerOffAsync(ShutdownDeadline);

    /// <summary>Waits until a question to the router has the wanted answer.</summary>
    /// <exception cref="TimeoutException">It has not by then; the message has the last answer.</exception>
    public async Task<string> WaitForAsync(Func<string, bool> isIt, TimeSpan deadline, params string[] command)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            GuestResult result = await Machine.RunAsync(command);
            if (isIt(result.Text))
            {
                return result.Text;
            }

            if (TimeProvider.System.GetElapsedTime(started) > deadline)
            {
                throw new TimeoutException($"After {deadline}, {string.Join(' ', command)} still says: {result.Text}{result.Errors}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(300));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Machine.DisposeAsync();
        await ReleaseAsync(scratch, Lan, Wans);
    }

    private static async Task<VirtualMachine> DescribeAsync(BootPlan plan, ScratchDirectory scratch)
    {
        string system = scratch.File("system.qcow2");
        string state = scratch.File("state.qcow2");
        string variables = scratch.File("firmware.fd");
        await Bench.Disks.OverlayAsync(Bench.Image, DiskFormat.Qcow2, system);
        File.Copy(Bench.Tree.OnHost(Firmware.PlainVariables), variables);
        if (plan.State != StateDiskKind.Absent)
        {
            await Bench.Disks.BlankAsync(state, plan.StateBytes);
        }

        if (plan.State == StateDiskKind.Damaged)
        {
            const int Superblocks = 1 << 20;
            const byte Rubbish = 0xA5;
            await Bench.Disks.FillAsync(state, 0, Superblocks, Rubbish);
        }

        return SiteMachine.Describe(
            Bench.Site, Guid.NewGuid(), new Firmware(Firmware.PlainCode, variables), system, plan.State == StateDiskKind.Absent ? null : state);
    }

    private static VirtualMachine Connect(VirtualMachine machine, Neighbour lan, Dictionary<string, Neighbour> wans)
    {
        Site site = Bench.Site;
        machine = machine
            .Connect(site.Management.Port, new UserBackend(new HostForward(22)))
            .Connect(site.Lan.Port, lan.Backend);
        return site.Wans.Aggregate(machine, (sum, wan) => sum.Connect(wan.Port, wans[wan.Name].Backend));
    }

    /// <summary>A network for each ISP, from those set aside for tests (RFC 2544).</summary>
    private static IPAddress Isp(int index, int host) => IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"198.18.{index}.{host}"));

    private static async Task ReleaseAsync(ScratchDirectory scratch, Neighbour? lan, IReadOnlyDictionary<string, Neighbour> wans)
    {
        foreach (Neighbour neighbour in wans.Values)
        {
            await neighbour.DisposeAsync();
        }

        if (lan is not null)
        {
            await lan.DisposeAsync();
        }

        await scratch.DisposeAsync();
    }
}
