using System.Net.Sockets;
using Mwan.Agent.Conntrack;
using Mwan.Agent.Gateways;
using Mwan.Agent.Health;
using Mwan.Agent.Keeping;
using Mwan.Agent.Netlink;
using Mwan.Agent.Networkd;
using Mwan.Agent.Observation;
using Mwan.Agent.Supervision;
using Mwan.Agent.Supplicant;
using Mwan.Agent.Systemd;
using Mwan.Agent.Tracing;
using Mwan.Agent.Upgrades;
using Mwan.Agent.WireGuard;
using Mwan.Config;

namespace Mwan.Agent.Running;

/// <summary>
/// What is learned beside the loop: leases and delegations, 802.1X ports, health. The loop takes what is known and waits for nobody.
/// </summary>
internal sealed class Sources : IDisposable
{
    private readonly Site _site;
    private readonly NetworkdSource _networkd;
    private readonly Dictionary<string, SupplicantSource> _ports;
    private readonly HealthService _health;
    private readonly TunnelSource _tunnels;
    private readonly RunDirectoryFile _runDirectory;
    private readonly StateKeeper _keeper;
    private readonly GatewayTable _gateways = new();
    private readonly GatewayQuestions _questions;
    private readonly bool _sameBoot;
    private KeptSelection _kept;
    private LastRun _current;
    private readonly SessionRemedy[] _remedies;
    private readonly IJournal _journal;
    private IReadOnlyList<string> _refused = [];

    /// <summary>Sources that do not run yet.</summary>
    /// <param name="site">The site.</param>
    /// <param name="layout">Where things lie.</param>
    /// <param name="journal">Where what is odd is said.</param>
    /// <param name="time">The clock.</param>
    /// <param name="wake">Called, on any thread, when something is known anew.</param>
    /// <param name="stop">Ends what runs in the background.</param>
    public Sources(Site site, Layout layout, IJournal journal, TimeProvider time, Wake wake, CancellationToken stop)
    {
        _site = site;
        _journal = journal;
        _runDirectory = new RunDirectoryFile(layout.Verdicts, journal);
        _keeper = new StateKeeper(new FileOfTheProven(new StateFile(layout.KeptVerdicts), () => Trial.IsOn(layout)), journal, time, wake.For(Cause.State));
        LastRun? last = _runDirectory.Read();
        _sameBoot = last is not null;
        _current = last ?? LastRun.None;
        _kept = new KeptSelection(_current.Selection);
        _questions = new GatewayQuestions(new NetlinkRequests(Nl.NETLINK_ROUTE), time);
        _networkd = new NetworkdSource(layout.SystemBus, LeaseCheck.OwnPrefixes(site), time, wake.For(Cause.Networkd));
        _ports = site.Wans.Where(wan => wan.Authentication is not null).ToDictionary(
            wan => wan.Name,
            wan => new SupplicantSource(Path.Combine(layout.SupplicantSockets, wan.Interface), wan.Interface, time, wake.For(Cause.Supplicant(wan.Interface))),
            StringComparer.Ordinal);
        _health = HealthService.WithSockets(site, _current.Verdicts, offered: _ => [], journal, time, wake.For(Cause.Health), Ask, stop);
        _tunnels = TunnelSource.OfKernel(site, journal, time, wake.For(Cause.Tunnels), stop);
        _remedies = [.. site.Wans.Where(wan => wan.Authentication is not null).Select(wan => new SessionRemedy(wan, _networkd, _ports[wan.Name], journal, time))];
    }

    /// <summary>All that is measured, for people and scripts.</summary>
    public IReadOnlyList<FamilyMeasurement> Measurements => _health.Measurements;

    /// <summary>What the run before this one left of what flows may be translated to.</summary>
    public IReadOnlyList<KnownTranslation> Left => _current.Translations;

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(Supervisor supervisor, CancellationToken cancellation) => Task.WhenAll(
    [
        supervisor.RunAsync("Reading leases from networkd", _networkd.RunAsync, cancellation),
        .. _ports.Select(port => supervisor.RunAsync($"Watching the 802.1X port of {port.Key}", port.Value.RunAsync, cancellation)),
        _health.RunAsync(cancellation, supervisor),
    ]);

    /// <summary>Keeps what is true at the end, if the disk takes it within <paramref name="patience"/>.</summary>
    public void Finish(TimeSpan patience) => _keeper.Finish(_current, patience);

    /// <summary>
    /// Waits until networkd was asked once, for a second at most: the plan of an agent before this one is in the kernel, and one without
    /// delegations would take IPv6 away from it.
    /// </summary>
    public async Task LearnAsync(TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            await _networkd.Asked.WaitAsync(TimeSpan.FromSeconds(1), time, cancellation);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // Then without it.
        }
    }

    /// <summary>
    /// The same world with what the sources know. Health is told the layers first, so that a lost carrier is in the very plan that is
    /// made of this world.
    /// </summary>
    /// <param name="world">What the kernel and files tell; its previous selection is what carries now.</param>
    /// <param name="network">What the kernel had.</param>
    public World Complete(World world, NetworkSnapshot network)
    {
        Recall(world.State.Kind == StateKind.Disk);
        World known = _gateways.Complete(world, _site, network);
        NetworkdSnapshot leases = _networkd.Latest;
        Tell(leases);
        foreach (Wan wan in _site.Wans)
        {
            InterfaceLeases? leased = leases.Find(wan.DataInterface);
            known = known.With(wan.Name, upstream => upstream with
            {
                Authorization = _ports.TryGetValue(wan.Name, out SupplicantSource? port) ? port.Latest.State : PortAuthorization.Unknown,
                Delegations = leased?.Delegations ?? [],
                DelegationsKnown = leased is not null,
            });
        }

        // Tunnels last: one that is kept cold is woken by the very failure that calls for it.
        Tell(known, known.Upstreams.Take(_site.Wans.Count));
        IReadOnlyDictionary<(string Member, AddressFamily Family), FamilyHealth> measured = _health.Snapshot;
        known = _tunnels.Complete(known, (name, family) => measured.GetValueOrDefault((name, family)));
        Tell(known, known.Upstreams.Skip(_site.Wans.Count));

        foreach (SessionRemedy remedy in _remedies)
        {
            remedy.Consider(known);
        }

        IReadOnlyDictionary<(string Member, AddressFamily Family), FamilyHealth> health = _health.Snapshot;
        known = known with
        {
            Upstreams = [.. known.Upstreams.Select(upstream => upstream with
            {
                Ipv4Health = health.GetValueOrDefault((upstream.Name, AddressFamily.InterNetwork)),
                Ipv6Health = health.GetValueOrDefault((upstream.Name, AddressFamily.InterNetworkV6)),
            })],
        };
        _kept = _kept.After(world.Previous, known.Upstreams);
        _current = _current with { Written = world.At, Verdicts = _health.Last, Selection = _kept.Value };
        _runDirectory.Write(_current);
        return known with { Previous = _kept.Value };
    }

    /// <summary>Takes what flows may be translated to, as soon as it is so: the agent may be killed at any moment.</summary>
    public void Keep(IReadOnlyList<KnownTranslation> translations)
    {
        _current = _current with { Translations = translations };
        _runDirectory.Write(_current);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _health.Dispose();
        _questions.Dispose();
        _tunnels.Dispose();
    }

    // What the disk holds of before this boot comes when the disk does; a run of this boot knows better.
    private void Recall(bool disk)
    {
        if (_keeper.Offer(disk, _current) is { } last && !_sameBoot)
        {
            _health.Recall(last.Verdicts);
            _kept = _kept.Recall(last.Selection);
        }
    }

    private void Ask(ProbedFamily family)
    {
        if (_gateways.Known.TryGetValue((family.Member, family.Family), out Gateway? gateway))
        {
            _ = _questions.Ask(gateway);
        }
    }

    private void Tell(World world, IEnumerable<Upstream> upstreams)
    {
        foreach (Upstream upstream in upstreams)
        {
            _health.Tell(upstream.Name, AddressFamily.InterNetwork, Layers.Of(_site, world, upstream, AddressFamily.InterNetwork));
            _health.Tell(upstream.Name, AddressFamily.InterNetworkV6, Layers.Of(_site, world, upstream, AddressFamily.InterNetworkV6));
        }
    }

    private void Tell(NetworkdSnapshot leases)
    {
        IReadOnlyList<string> refused = [.. leases.Interfaces.SelectMany(entry => entry.Refused)];
        foreach (string sentence in refused.Except(_refused, StringComparer.Ordinal))
        {
            _journal.Write(new JournalEntry(Priority.Warning, sentence, ("SUBJECT", "networkd")));
        }

        _refused = refused;
    }
}
