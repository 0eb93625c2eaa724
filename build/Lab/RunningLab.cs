using System.Formats.Tar;
using System.Globalization;
using System.Net;
using System.Text;
using Mwan.Build.Machines;
using Mwan.Build.Vps;
using Mwan.Config;

namespace Mwan.Build.Lab;

/// <summary>The image and the world around it, running. Both machines end when this is disposed of, and with this process.</summary>
public sealed class RunningLab : IAsyncDisposable
{
    private const string Slot = "/state/mwan/wpa";
    private const string Clock = "date +%s.%3N";
    private static readonly TimeSpan WorldDeadline = TimeSpan.FromMinutes(10);

    // A guest may think for five seconds before it lets a NIC go (PCI Express, attention button).
    private static readonly TimeSpan RemovalDeadline = TimeSpan.FromSeconds(60);

    private readonly ScratchDirectory files;
    private readonly IReadOnlyDictionary<LabPeer, PeerFiles> peers;

    private RunningLab(
        LabNetwork network, IReadOnlyDictionary<LabPeer, PeerFiles> peers, ScratchDirectory scratch, LabCertificates certificates, RunningMachine router, RunningMachine world)
    {
        Network = network;
        this.peers = peers;
        files = scratch;
        Certificates = certificates;
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
            IReadOnlyDictionary<LabPeer, PeerFiles> ends = Peers(network, parts.PeerTemplates, scratch.File("vps"));
            Accelerator accelerator = await new AcceleratorProbe(parts.Tree).BestAsync();
            world = await RunningMachine.StartAsync(LabMachines.World(parts, network, scratch), parts.Tree, scratch.NewMachine(), accelerator, cancellation);
            router = await RunningMachine.StartAsync(await LabMachines.RouterAsync(parts, scratch), parts.Tree, scratch.NewMachine(), accelerator, cancellation);
            RunningLab lab = new(network, ends, scratch, certificates, router, world);
            await lab.CreateAsync();
            return lab;
        }
        catch
        {
            await EndAsync(scratch, router, world);
            throw;
        }
    }

    /// <summary>A router's certificates from the authority of this run, and what else such an authority may have issued.</summary>
    public LabCertificates Certificates { get; }

    /// <summary>The link to an ISP.</summary>
    public LabLink At(LabIsp isp) => new(this, isp);

    /// <summary>The link to the ISP of a WAN.</summary>
    /// <param name="wan">The WAN's name in the site's file.</param>
    public LabLink At(string wan) => new(this, Network.Isps.First(isp => isp.Wan.Name == wan));

    /// <summary>Imports certificates into the router's slot, as its operator does.</summary>
    /// <returns>How <c>mwan certs import</c> ended and what it said.</returns>
    public async Task<GuestResult> ImportAsync(string authority, string client, string key)
    {
        const string Directory = "/run/mwan-import";
        _ = await AskAsync(Router, $"mkdir -p -m 0700 {Directory}");
        foreach ((string name, string content) in new[] { ("ca.pem", authority), ("client.pem", client), ("key.pem", key) })
        {
            await Router.Guest.WriteFileAsync($"{Directory}/{name}", Encoding.ASCII.GetBytes(content));
        }

        GuestResult result = await Router.RunAsync("mwan", "certs", "import", Directory);
        _ = await AskAsync(Router, $"rm -r {Directory}");
        return result;
    }

    /// <summary>Imports the certificates that the ISP accepts.</summary>
    /// <exception cref="InvalidOperationException">The router refuses them.</exception>
    public async Task InsertCertificatesAsync()
    {
        GuestResult result = await ImportAsync(Certificates.Authority, Certificates.Client, Certificates.ClientKey);
        if (result.Status != 0)
        {
            throw new InvalidOperationException($"The certificates were refused: {result.Errors}{result.Output}");
        }
    }

    /// <summary>Puts files into the router's slot past all checks, the last one last.</summary>
    public async Task ForceCertificatesAsync(string authority, string client, string key)
    {
        foreach ((string name, string content) in new[] { ("ca.pem", authority), ("client.pem", client), ("key.pem", key) })
        {
            await Router.Guest.WriteFileAsync($"{Slot}/.{name}", Encoding.ASCII.GetBytes(content));
            _ = await AskAsync(Router, $"chmod 0600 {Slot}/.{name} && mv {Slot}/.{name} {Slot}/{name}");
        }
    }

    /// <summary>
    /// The box and the other ends of its tunnels learn each other's public key, as <c>mwan status</c> shows the box's; see
    /// <see cref="KeyExchange"/>. What they know already is left alone. A box that was turned off has forgotten.
    /// </summary>
    public async Task ExchangeKeysAsync()
    {
        bool told = false;
        foreach (LabPeer peer in Network.Peers)
        {
            string box = (await AskAsync(Router, KeyExchange.BoxKey(peer))).Trim();
            string other = (await AtAsync(peer.Namespace, KeyExchange.PeerKey(peer))).Trim();
            _ = await AtAsync(peer.Namespace, KeyExchange.ToPeer(peer, peers[peer], box));
            told |= (await AskAsync(Router, KeyExchange.ToBox(peer, other))).Length > 0;
        }

        if (told)
        {
            _ = await AskAsync(Router, KeyExchange.Reread(Network.Peers));
        }
    }

    /// <summary>Breaks something; what fails half-way is mended again.</summary>
    public async Task<ActiveFault> BreakAsync(LinkFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        try
        {
            return new ActiveFault(this, fault, await DoAsync(fault.Break));
        }
        catch (InvalidOperationException)
        {
            await RestoreAsync(fault);
            throw;
        }
    }

    /// <summary>The world's clock, in seconds.</summary>
    public async Task<double> ClockAsync() => Seconds(await AskAsync(World, Clock));

    /// <summary>Takes steps, one after the other.</summary>
    /// <returns>The world's clock just before the first.</returns>
    public async Task<double> DoAsync(IReadOnlyList<FaultStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        double? first = null;
        foreach (FaultStep step in steps)
        {
            double started = step switch
            {
                CableStep cable => await TimedAsync(() => Router.Qmp.SetLinkAsync(cable.Port.Name, cable.Plugged)),
                DeviceStep { Present: true } device => await TimedAsync(() => Router.InsertAsync(device.Nic)),
                DeviceStep device => await TimedAsync(() => Router.RemoveAsync(device.Nic.Port, RemovalDeadline)),
                ScriptStep script => Seconds(await AtAsync(script.Namespace, $"{Clock}\n{script.Script}")),
                _ => throw new ArgumentException($"{step} is unknown.", nameof(steps)),
            };
            first ??= started;
        }

        return first ?? 0;
    }

    /// <summary>Runs a script in one of the world's namespaces and returns its output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has its words.</exception>
    public Task<string> AtAsync(string space, string script, TimeSpan? deadline = null) => AskAsync(World, $"exec ip netns exec {space} sh -euc '{script.Replace("'", @"'\''", StringComparison.Ordinal)}'", deadline);

    /// <summary>Runs a script in the router and returns its output.</summary>
    public Task<string> AtRouterAsync(string script, TimeSpan? deadline = null) => AskAsync(Router, script, deadline);

    /// <summary>Calls an echo service from a namespace, one call after the other.</summary>
    /// <param name="space">The namespace.</param>
    /// <param name="protocol"><c>tcp</c> or <c>udp</c>.</param>
    /// <param name="address">Who is called.</param>
    /// <param name="count">How often, 1-1000.</param>
    /// <param name="source">Own address; null: the kernel's choice.</param>
    /// <param name="size">Bytes of each question, 4-60000.</param>
    public async Task<IReadOnlyList<LabAnswer>> CallAsync(string space, string protocol, IPAddress address, int count, IPAddress? source = null, int size = 4)
    {
        string answers = await AtAsync(
            space, string.Create(CultureInfo.InvariantCulture, $"python3 /usr/lib/world/call.py {protocol} {address} {count} {size} {source}"), TimeSpan.FromSeconds(60 + count));
        return [.. answers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(LabAnswer.Parse)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await EndAsync(files, Router, World);

    private static async Task<string> AskAsync(RunningMachine machine, string script, TimeSpan? deadline = null)
    {
        GuestResult result = await machine.Guest.RunAsync(["sh", "-euc", script], deadline: deadline);
        return result.Status == 0 ? result.Output : throw new InvalidOperationException($"{machine.Description.Name}: {script}\nended with {result.Status}: {result.Errors}{result.Output}");
    }

    private static double Seconds(string output) => double.Parse(output.Split('\n')[0], CultureInfo.InvariantCulture);

    private async Task<double> TimedAsync(Func<Task> step)
    {
        double started = await ClockAsync();
        await step();
        return started;
    }

    // What was not broken yet cannot be mended; the first failure tells more.
    private async Task RestoreAsync(LinkFault fault)
    {
        try
        {
            await DoAsync(fault.Mend);
        }
        catch (InvalidOperationException)
        {
        }
    }

    // As for a VPS of which nobody knows yet what the box's key is: they meet later.
    private static Dictionary<LabPeer, PeerFiles> Peers(LabNetwork network, string templates, string directory)
    {
        VpsFiles.Render(network.Site, new Dictionary<string, string>(StringComparer.Ordinal), templates, directory);
        return network.Peers.ToDictionary(static peer => peer, peer => PeerFiles.Read(peer, directory));
    }

    private async Task CreateAsync()
    {
        WorldFile[] given =
        [
            .. Network.Isps.SelectMany(isp => IspFiles.Of(isp, Certificates)),
            .. peers.Select(static pair => new WorldFile(PeerFiles.RulesetOf(pair.Key), pair.Value.Ruleset)),
            new(WorldScript.Path, WorldScript.Render(Network, peers)),
        ];
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
