using System.Net;
using System.Net.Sockets;
using Mwan.Agent.Health;
using Mwan.Agent.Health.Names;
using Mwan.Agent.Health.Probes;
using Mwan.Agent.Observation;
using Mwan.Agent.WireGuard;
using Mwan.Config;
using Mwan.Tests.Unit.Agent.Health;
using Mwan.Tests.Unit.Agent.Planning;

namespace Mwan.Tests.Unit.Agent.WireGuard;

/// <summary>The example site's tunnel, looked at through its source, with a clock, a kernel and name servers that do as a test says.</summary>
public abstract class WatchedTunnel : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<(ProbePath Path, string Name, AddressFamily Family)> _asked = [];
    private int _calls;

    private protected static Tunnel Seed { get; } = PlanningWorld.Site.Tunnels.Single();

    /// <summary>The site's world without a way over the underlay.</summary>
    private protected static World NothingUp { get; } = PlanningWorld.Well.With(Seed.Over, upstream => upstream with { Routes = [] });

    private protected static FamilyHealth Healthy { get; } = new(Verdict.Healthy, Failing: null, Script.Beginning);

    private protected static FamilyHealth Unhealthy { get; } = new(Verdict.Unhealthy, Layer.Internet, Script.Beginning);

    private protected SteppedTime Time { get; } = new();

    private protected Notes Journal { get; } = new();

    private protected FakeWireGuard Kernel { get; } = new(Seed.Peer.PublicKey);

    /// <summary>What name servers say; of IPv6 what <see cref="Answer6"/> says, if that is set.</summary>
    private protected Resolution Answer { get; set; } = Found("203.0.113.10");

    private protected Resolution? Answer6 { get; set; }

    /// <summary>How often the source has called its owner.</summary>
    private protected int Calls => Volatile.Read(ref _calls);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Cancel();
            _stop.Dispose();
            Kernel.Dispose();
        }
    }

    /// <summary>The tunnel with a peer that is known by a name.</summary>
    private protected static Tunnel Named() => Seed with { Peer = Seed.Peer with { Host = "vps.example" } };

    private protected static Resolution Found(params string[] addresses) => new([.. addresses.Select(IPAddress.Parse)], TimeSpan.FromMinutes(5), Problem: null);

    /// <summary>What a source tells of the tunnel.</summary>
    /// <param name="source">The source.</param>
    /// <param name="world">The world.</param>
    /// <param name="failing">Names of unhealthy members, with spaces between them; all others are healthy.</param>
    private protected static TunnelState State(TunnelSource source, World world, string failing = "") =>
        source.Complete(world, (name, _) => failing.Split(' ').Contains(name) ? Unhealthy : Healthy).Upstreams.Single(upstream => upstream.Name == "vps").Tunnel!;

    /// <summary>What a source of its own tells of a tunnel.</summary>
    private protected TunnelState Look(Tunnel tunnel, World world, string failing = "")
    {
        using TunnelSource source = Source(tunnel);
        return State(source, world, failing);
    }

    private protected TunnelSource Source(Tunnel tunnel, params IReadOnlyList<Pin> pins) => new(
        PlanningWorld.Site with { Tunnels = [tunnel], Balance = PlanningWorld.Site.Balance with { Pins = pins } }, Kernel, ResolveAsync, Journal, Time, () => Interlocked.Increment(ref _calls), _stop.Token);

    /// <summary>The names that were asked for, the first one first.</summary>
    private protected IReadOnlyList<(ProbePath Path, string Name, AddressFamily Family)> Asked()
    {
        lock (_lock)
        {
            return [.. _asked];
        }
    }

    private Task<Resolution> ResolveAsync(ProbePath path, string name, AddressFamily family, CancellationToken cancellation)
    {
        lock (_lock)
        {
            _asked.Add((path, name, family));
            return Task.FromResult(family == AddressFamily.InterNetworkV6 && Answer6 is not null ? Answer6 : Answer);
        }
    }
}
