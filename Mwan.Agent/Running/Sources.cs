using System.Net.Sockets;
using Mwan.Agent.Health;
using Mwan.Agent.Networkd;
using Mwan.Agent.Observation;
using Mwan.Agent.Supplicant;
using Mwan.Agent.Systemd;
using Mwan.Agent.Tracing;
using Mwan.Config;

namespace Mwan.Agent.Running;

/// <summary>
/// What is learned beside the loop: leases and delegations, 802.1X ports, health. The loop takes what is known and waits for nobody.
/// </summary>
internal sealed class Sources : IDisposable
{
    private readonly Site _site;
    private readonly NetworkdSource _networkd;
    private readonly IReadOnlyDictionary<string, SupplicantSource> _ports;
    private readonly HealthService _health;
    private readonly VerdictStore _store;
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
        _store = new VerdictStore(layout.Verdicts, journal);
        _networkd = new NetworkdSource(layout.SystemBus, LeaseCheck.OwnPrefixes(site), time, wake.For(Cause.Networkd));
        _ports = site.Wans.Where(wan => wan.Authentication is not null).ToDictionary(
            wan => wan.Name,
            wan => new SupplicantSource(Path.Combine(layout.SupplicantSockets, wan.Interface), wan.Interface, time, wake.For(Cause.Supplicant(wan.Interface))),
            StringComparer.Ordinal);
        _health = HealthService.WithSockets(site, _store.Read(), offered: _ => [], journal, time, wake.For(Cause.Health), stop);
        _remedies = [.. site.Wans.Where(wan => wan.Authentication is not null).Select(wan => new SessionRemedy(wan, _networkd, _ports[wan.Name], journal, time))];
    }

    /// <summary>All that is measured, for people and scripts.</summary>
    public IReadOnlyList<FamilyMeasurement> Measurements => _health.Measurements;

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(
        [_networkd.RunAsync(cancellation), .. _ports.Values.Select(port => port.RunAsync(cancellation)), _health.RunAsync(cancellation)]);

    /// <summary>
    /// The same world with what the sources know. Health is told the layers first, so that a lost carrier is in the very plan that is
    /// made of this world.
    /// </summary>
    public World Complete(World world)
    {
        World known = world;
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

        foreach (Upstream upstream in known.Upstreams)
        {
            _health.Tell(upstream.Name, AddressFamily.InterNetwork, Layers.Of(_site, known, upstream, AddressFamily.InterNetwork));
            _health.Tell(upstream.Name, AddressFamily.InterNetworkV6, Layers.Of(_site, known, upstream, AddressFamily.InterNetworkV6));
        }

        foreach (SessionRemedy remedy in _remedies)
        {
            remedy.Consider(known);
        }

        _store.Write(_health.Last);
        IReadOnlyDictionary<(string Member, AddressFamily Family), FamilyHealth> health = _health.Snapshot;
        return known with
        {
            Upstreams = [.. known.Upstreams.Select(upstream => upstream with
            {
                Ipv4Health = health.GetValueOrDefault((upstream.Name, AddressFamily.InterNetwork)),
                Ipv6Health = health.GetValueOrDefault((upstream.Name, AddressFamily.InterNetworkV6)),
            })],
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _health.Dispose();

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
