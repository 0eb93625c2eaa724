using System.Net;
using System.Net.Sockets;
using Mwan.Agent.Health;
using Mwan.Agent.Health.Names;
using Mwan.Agent.Health.Probes;
using Mwan.Agent.Observation;
using Mwan.Agent.Systemd;
using Mwan.Config;

namespace Mwan.Agent.WireGuard;

/// <summary>What is learned of the site's tunnels from WireGuard itself.</summary>
internal sealed class TunnelSource : IDisposable
{
    private readonly Dictionary<string, TunnelWatch> _watches;
    private readonly IWireGuard _wireGuard;
    private readonly CancellationToken _stop;

    /// <summary>A source for the tunnels of a site.</summary>
    /// <param name="site">The site.</param>
    /// <param name="wireGuard">The kernel; disposed of with the source.</param>
    /// <param name="resolve">Resolves a peer's name over a way.</param>
    /// <param name="journal">Where changes are said.</param>
    /// <param name="time">The clock.</param>
    /// <param name="changed">Called, on any thread, when something is known anew.</param>
    /// <param name="stop">Ends what runs in the background.</param>
    public TunnelSource(
        Site site,
        IWireGuard wireGuard,
        Func<ProbePath, string, AddressFamily, CancellationToken, Task<Resolution>> resolve,
        IJournal journal,
        TimeProvider time,
        Action changed,
        CancellationToken stop)
    {
        _wireGuard = wireGuard;
        _stop = stop;
        _watches = site.Tunnels.ToDictionary(
            static tunnel => tunnel.Name,
            tunnel => new TunnelWatch(
                tunnel,
                tunnel.Peer.Forwards.Count > 0 || site.Balance.Pins.Any(pin => string.Equals(pin.Via, tunnel.Name, StringComparison.Ordinal)),
                wireGuard,
                new EndpointKeeper(tunnel, site.Wans.Single(wan => string.Equals(wan.Name, tunnel.Over, StringComparison.Ordinal)), resolve, wireGuard, journal, time, changed),
                journal,
                time),
            StringComparer.Ordinal);
    }

    /// <summary>A source that speaks with the kernel and with the site's name servers.</summary>
    public static TunnelSource OfKernel(Site site, IJournal journal, TimeProvider time, Action changed, CancellationToken stop)
    {
        NameResolver resolver = new(time);
        IPAddress[] servers = [.. site.NameServers.Select(IPAddress.Parse)];
        return new TunnelSource(
            site, new KernelWireGuard(), (path, name, family, cancellation) => resolver.ResolveAsync(path, name, family, servers, cancellation), journal, time, changed, stop);
    }

    /// <summary>The same world with what is known of its tunnels.</summary>
    /// <param name="world">The world; its previous selection is what carries now.</param>
    /// <param name="health">Health of a family of a member; null: the site turns it off, and it is not measured.</param>
    public World Complete(World world, Func<string, AddressFamily, FamilyHealth?> health)
    {
        World known = world;
        foreach ((string name, TunnelWatch watch) in _watches)
        {
            TunnelState state = watch.Look(world, health, _stop);
            known = known.With(name, upstream => upstream with { Tunnel = state });
        }

        return known;
    }

    /// <inheritdoc/>
    public void Dispose() => _wireGuard.Dispose();
}
