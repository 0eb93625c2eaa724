using System.Formats.Tar;
using System.Net;
using System.Text;
using Mwan.Build.Machines;
using Mwan.Config;

namespace Mwan.Build.Lab;

/// <summary>The image and the world around it, running. Both machines end when this is disposed of, and with this process.</summary>
public sealed class RunningLab : IAsyncDisposable
{
    private const string Slot = "/state/mwan/wpa";
    private static readonly TimeSpan WorldDeadline = TimeSpan.FromSeconds(180);

    private readonly ScratchDirectory files;
    private readonly LabCertificates papers;

    private RunningLab(LabNetwork network, ScratchDirectory scratch, LabCertificates certificates, RunningMachine router, RunningMachine world)
    {
        Network = network;
        files = scratch;
        papers = certificates;
        Router = router;
        World = world;
    }

    /// <summary>Who is where.</summary>
    public LabNetwork Network { get; }

    /// <summary>The machine under test.</summary>
    public RunningMachine Router { get; }

    /// <summary>Everything around it.</summary>
    public RunningMachine World { get; }

    /// <summary>Turns both machines on; returns when the world is in order, while the router may still boot.</summary>
    /// <param name="parts">What they are made of.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<RunningLab> StartAsync(LabParts parts, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Site site = parts.Site;
        LabNetwork network = new(site);
        LabCertificates certificates = LabCertificates.Make(site.Wans.Select(static wan => wan.Authentication?.Identity).FirstOrDefault(static identity => identity is not null) ?? site.Appliance.Name);
        ScratchDirectory scratch = ScratchDirectory.Create();
        RunningMachine? router = null;
        RunningMachine? world = null;
        try
        {
            Accelerator accelerator = await new AcceleratorProbe(parts.Tree).BestAsync();
            world = await RunningMachine.StartAsync(DescribeWorld(parts, network, scratch), parts.Tree, scratch.NewMachine(), accelerator, cancellation);
            router = await RunningMachine.StartAsync(await DescribeRouterAsync(parts, scratch), parts.Tree, scratch.NewMachine(), accelerator, cancellation);
            RunningLab lab = new(network, scratch, certificates, router, world);
            await lab.CreateAsync();
            return lab;
        }
        catch
        {
            await EndAsync(scratch, router, world);
            throw;
        }
    }

    /// <summary>Puts the router's certificates into its slot, the last one last.</summary>
    public async Task InsertCertificatesAsync()
    {
        foreach ((string name, string content) in new[] { ("ca.pem", papers.Authority), ("client.pem", papers.Client), ("key.pem", papers.ClientKey) })
        {
            await Router.Guest.WriteFileAsync($"{Slot}/.{name}", Encoding.ASCII.GetBytes(content));
            _ = await AskAsync(Router, $"chmod 0600 {Slot}/.{name} && mv {Slot}/.{name} {Slot}/{name}");
        }
    }

    /// <summary>Runs a script in one of the world's namespaces and returns its output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has its words.</exception>
    public Task<string> AtAsync(string space, string script, TimeSpan? deadline = null) => AskAsync(World, $"exec ip netns exec {space} sh -euc '{script.Replace("'", @"'\''", StringComparison.Ordinal)}'", deadline);

    /// <summary>Runs a script in the router and returns its output.</summary>
    public Task<string> AtRouterAsync(string script, TimeSpan? deadline = null) => AskAsync(Router, script, deadline);

    /// <summary>Calls an echo service from a namespace, one call after the other.</summary>
    public async Task<IReadOnlyList<LabAnswer>> CallAsync(string space, string protocol, IPAddress address, int count, IPAddress? source = null)
    {
        string answers = await AtAsync(space, $"python3 /usr/lib/world/call.py {protocol} {address} {count} {source}", TimeSpan.FromSeconds(60 + count));
        return [.. answers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(LabAnswer.Parse)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await EndAsync(files, Router, World);

    private static async Task<string> AskAsync(RunningMachine machine, string script, TimeSpan? deadline = null)
    {
        GuestResult result = await machine.Guest.RunAsync(["sh", "-euc", script], deadline: deadline);
        return result.Status == 0 ? result.Output : throw new InvalidOperationException($"{machine.Description.Name}: {script}\nended with {result.Status}: {result.Errors}{result.Output}");
    }

    private async Task CreateAsync()
    {
        WorldFile[] given = [.. Network.Isps.SelectMany(isp => IspFiles.Of(isp, papers)), new(WorldScript.Path, WorldScript.Render(Network))];
        using MemoryStream archive = new();
        await using (TarWriter writer = new(archive, leaveOpen: true))
        {
            foreach (WorldFile file in given)
            {
                await writer.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, file.Path.TrimStart('/')) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(file.Content)) });
            }
        }

        World.Guest.Patience = WorldDeadline;
        await World.Guest.WriteFileAsync("/run/world.tar", archive.ToArray());
        _ = await AskAsync(World, $"tar -xf /run/world.tar -C /; sh {WorldScript.Path}", WorldDeadline);
    }

    private static VirtualMachine DescribeWorld(LabParts parts, LabNetwork network, ScratchDirectory scratch) => new()
    {
        Name = "world",
        Uuid = Guid.NewGuid(),
        MemoryMiB = 1024,
        Kernel = new DirectKernel(parts.Kernel, parts.World, "console=ttyS0 quiet panic=1 mitigations=off audit=0 cryptomgr.notests"),
        Restarts = false,
        Nics = [.. Enumerable.Range(0, network.Isps.Count + 1).Select(index => new Nic(new Port($"net{index}")) { Mac = LabNetwork.MacOf(index), Backend = Cable(scratch, index, ofRouter: false) })],
    };

    private static async Task<VirtualMachine> DescribeRouterAsync(LabParts parts, ScratchDirectory scratch)
    {
        DiskFiles disks = new(parts.Tree);
        string system = scratch.File("system.qcow2");
        string state = scratch.File("state.qcow2");
        string variables = scratch.File("firmware.fd");
        await disks.OverlayAsync(parts.Image, DiskFormat.Qcow2, system);
        await disks.BlankAsync(state, 1L << 30);
        File.Copy(parts.Tree.OnHost(Firmware.PlainVariables), variables);
        VirtualMachine machine = SiteMachine.Describe(parts.Site, Guid.NewGuid(), new Firmware(Firmware.PlainCode, variables), system, state)
            .Connect(parts.Site.Management.Port, new UserBackend(new HostForward(22)))
            .Connect(parts.Site.Lan.Port, Cable(scratch, 0, ofRouter: true));
        return parts.Site.Wans.Select(static (wan, index) => (wan.Port, Cable: index + 1))
            .Aggregate(machine, (sum, link) => sum.Connect(link.Port, Cable(scratch, link.Cable, ofRouter: true)));
    }

    /// <summary>One end of a cable: what is sent before the other end is there is lost, as on a wire.</summary>
    private static DatagramBackend Cable(ScratchDirectory scratch, int number, bool ofRouter)
    {
        string router = scratch.File($"r{number}");
        string world = scratch.File($"w{number}");
        return ofRouter ? new DatagramBackend(router, world) : new DatagramBackend(world, router);
    }

    private static async Task EndAsync(ScratchDirectory scratch, RunningMachine? router, RunningMachine? world)
    {
        if (router is not null)
        {
            await router.DisposeAsync();
        }

        if (world is not null)
        {
            await world.DisposeAsync();
        }

        await scratch.DisposeAsync();
    }
}
