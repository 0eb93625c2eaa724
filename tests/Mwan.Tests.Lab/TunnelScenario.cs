using System.Net.Sockets;
using Mwan.Build.Lab;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>Breaks all that a tunnel protects under load, mends it, and judges both ways.</summary>
/// <param name="shared">The lab.</param>
public abstract class TunnelScenario(SharedLab shared) : FailoverScenario(shared)
{
    /// <summary>Seconds, REJECT_AFTER_TIME in section 6.1 of WireGuard's paper: neither side takes anything under older keys.</summary>
    protected const int StaleAge = 180;

    private const int Http = 80;

    // UDP, RFC 862.
    private const int EchoPort = 7;

    /// <summary>A handshake counts for three minutes, and its end has to be noticed.</summary>
    protected static readonly TimeSpan StaleDeadline = TimeSpan.FromSeconds(420);

    // These only end a wait. WireGuard tries a handshake every five seconds, and a tunnel over a metered WAN is asked as rarely as that.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    /// <summary>The other end of the tunnel.</summary>
    protected LabPeer Peer => Lab.Network.Peers[0];

    /// <summary>What carries it.</summary>
    protected LabIsp Underlay => Lab.Network.Isps.First(isp => isp.Wan.Name == Peer.Tunnel.Over);

    /// <summary>What it protects.</summary>
    protected IReadOnlyList<LabIsp> Protected => [.. Lab.Network.Isps.Where(isp => Peer.Tunnel.Protects.Contains(isp.Wan.Name, StringComparer.Ordinal))];

    /// <summary>Nothing is wrong, both ends know each other, and the tunnel was healthy when it was last asked.</summary>
    protected async Task ReadyAsync()
    {
        await Lab.ExchangeKeysAsync();
        await Shared.ForgetFlapsAsync();
        await HealthyTunnelAsync();
    }

    /// <summary>Waits until the tunnel is healthy in IPv4.</summary>
    protected async Task HealthyTunnelAsync()
    {
        if (!await Waiting.UntilAsync(async () => await RouterStatus.AskAsync(Lab) is { } status && status.IsHealthy(Peer.Tunnel.Name, AddressFamily.InterNetwork), Deadline))
        {
            string world = await Lab.AtAsync(Peer.Namespace, $"wg show {Peer.Tunnel.Interface}; nft list ruleset");
            throw new TimeoutException($"{Peer.Tunnel.Name} is not healthy:\n{await Lab.AtRouterAsync("mwan status 2>&1 || :; wg show")}\nIts peer:\n{world}");
        }
    }

    /// <summary>Breaks every WAN that the tunnel protects, in the same way.</summary>
    /// <param name="fault">How.</param>
    /// <param name="faults">Takes what was broken.</param>
    /// <returns>The world's clock just before the first and before the last broke.</returns>
    protected async Task<(double First, double Last)> BreakProtectedAsync(Func<LabIsp, LinkFault> fault, IList<ActiveFault> faults)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentNullException.ThrowIfNull(faults);
        double? first = null;
        double last = 0;
        foreach (LabIsp isp in Protected)
        {
            ActiveFault active = await Lab.At(isp).BreakAsync(fault(isp));
            faults.Add(active);
            Broken.Add((isp, active.Since));
            first ??= active.Since;
            last = active.Since;
        }

        return (first ?? throw new InvalidOperationException("The tunnel protects nothing."), last);
    }

    /// <summary>Mends what was broken.</summary>
    protected static async Task MendAsync(IEnumerable<ActiveFault> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        foreach (ActiveFault fault in faults)
        {
            await fault.DisposeAsync();
        }
    }

    /// <summary>Waits until all new IPv4 connections go through the tunnel, and those of IPv6 too or are refused at once.</summary>
    /// <returns>How each family took it.</returns>
    private protected Task<(Switch Ipv4, Switch Ipv6)> CarriesAsync(LabTraffic traffic, double since) => CarriesAsync(traffic, since, Peer);

    /// <summary>Waits until all new IPv4 connections go through a peer's tunnel, and those of IPv6 too or are refused at once.</summary>
    /// <returns>How each family took it.</returns>
    private protected async Task<(Switch Ipv4, Switch Ipv6)> CarriesAsync(LabTraffic traffic, double since, LabPeer peer)
    {
        await traffic.UntilAsync($"all new IPv4 connections go through {peer.Tunnel.Name}", events => SwitchOf(events) is not null, Deadline);
        await traffic.UntilAsync(
            peer.Carries(AddressFamily.InterNetworkV6) ? $"all new IPv6 connections go through {peer.Tunnel.Name}" : "all new IPv6 connections are refused at once",
            events => SwitchOf6(events) is not null,
            Deadline);
        return (SwitchOf(traffic.Events)!, SwitchOf6(traffic.Events)!);

        Switch? SwitchOf(IReadOnlyList<TrafficEvent> events) => Switch.After(events, AddressFamily.InterNetwork, since, one => !one.Repeated && IsCarried(one, peer));

        Switch? SwitchOf6(IReadOnlyList<TrafficEvent> events) => Switch.After(
            events, AddressFamily.InterNetworkV6, since, one => !one.Repeated && (peer.Carries(AddressFamily.InterNetworkV6) ? IsCarried(one, peer) : one.Failure is not null));
    }

    /// <summary>Whether a connection went well, through the tunnel.</summary>
    protected bool IsCarried(TrafficEvent one) => IsCarried(one, Peer);

    private bool IsCarried(TrafficEvent one, LabPeer peer) => one.Failure is null && Lab.Network.PeerOf(one.Seen) == peer;

    /// <summary>Whether a connection went well, by a WAN that the tunnel protects.</summary>
    protected bool IsProtected(TrafficEvent one)
    {
        ArgumentNullException.ThrowIfNull(one);
        return one.Failure is null && Lab.Network.IspOf(one.Seen) is { } isp && Protected.Contains(isp);
    }

    /// <summary>Waits until all new connections go by one WAN.</summary>
    protected Task GoesByAsync(LabTraffic traffic, LabIsp isp, double since)
    {
        ArgumentNullException.ThrowIfNull(traffic);
        ArgumentNullException.ThrowIfNull(isp);
        return traffic.UntilAsync(
            $"all new connections go by {isp.Wan.Name}",
            events => Both.All(family => Switch.After(events, family, since, one => one.Failure is null && Lab.Network.IspOf(one.Seen) == isp) is not null),
            Deadline);
    }

    /// <summary>Waits until new connections of both families are shared by the protected WANs again, and none goes through the tunnel any more.</summary>
    /// <returns>When the first used one of them again.</returns>
    protected async Task<double> ReturnsAsync(LabTraffic traffic, double mended, double hold)
    {
        ArgumentNullException.ThrowIfNull(traffic);
        await traffic.UntilAsync(
            "no new connection goes through the tunnel",
            events => Both.All(family => Switch.After(events, family, mended, IsProtected) is not null),
            Deadline + TimeSpan.FromSeconds(hold));
        await SharedAgainAsync(traffic, traffic.Events[^1].Start);
        return traffic.Events
            .Where(one => one is { IsNew: true, Family: AddressFamily.InterNetwork } && one.Start >= mended && IsProtected(one))
            .Min(static one => one.Start);
    }

    /// <summary>The hold of a WAN that failed for the first time, in seconds.</summary>
    protected double FirstHold => Lab.Network.Site.Health.Hold.TotalSeconds;

    /// <summary>The hold that the protected WANs owe: the shortest, for one of them is enough.</summary>
    protected async Task<double> HoldAsync()
    {
        RouterStatus status = await RouterStatus.AwaitAsync(Lab);
        return Protected.Min(isp => status.Hold(isp.Wan.Name, AddressFamily.InterNetwork));
    }

    /// <summary>
    /// "My IP works and sites do not": whoever asks, whatever it asks with and however the packet is marked, comes out where all do. Every
    /// client by TCP and UDP, small and large, and the box itself, which no rule for the LAN concerns.
    /// </summary>
    protected Task EverybodyComesOutAtThePeerAsync() => EverybodyComesOutAtAsync(Peer);

    /// <inheritdoc cref="EverybodyComesOutAtThePeerAsync"/>
    /// <param name="peer">Where that is.</param>
    protected async Task EverybodyComesOutAtAsync(LabPeer peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        foreach (LabClient client in Lab.Network.Clients)
        {
            foreach ((string protocol, int size) in new[] { ("tcp", 4), ("tcp", 60000), ("udp", 4), ("udp", 4000) })
            {
                foreach (LabAnswer answer in await Lab.CallAsync(client.Namespace, protocol, LabNetwork.Echo, 3, size: size))
                {
                    Assert.Equal(($"{client.Namespace} {protocol} {size}", null, peer.Public4), ($"{client.Namespace} {protocol} {size}", answer.Failure, answer.Caller));
                }
            }
        }

        LabAnswer own = await CallFromTheBoxAsync();
        Assert.Equal((null, peer.Public4), (own.Failure, own.Caller));
    }

    /// <summary>
    /// The router's rules and default routes, in all tables and of both families: what nobody may find changed after a tunnel was needed. Rules
    /// of one priority are in the order in which they came, which is that of the WANs' return.
    /// </summary>
    protected Task<string> PolicyAsync() => Lab.AtRouterAsync(
        "for family in -4 -6; do ip $family rule show; ip $family route show table all default; done | sed -E 's/ expires [0-9]+sec//' | sort");

    /// <summary>Waits until the router's rules and default routes are what they were.</summary>
    protected async Task NothingIsLeftAsync(string before)
    {
        string now = "";
        if (!await Waiting.UntilAsync(async () => (now = await PolicyAsync()) == before, Deadline))
        {
            Assert.Equal(before, now);
        }
    }

    /// <summary>The box itself calls the echo service, with a socket that nobody has told a way.</summary>
    protected async Task<LabAnswer> CallFromTheBoxAsync() => LabAnswer.Parse((await Lab.AtRouterAsync(
        $"exec bash -c 'exec 3<> /dev/tcp/{LabNetwork.Echo}/443; echo who >&3; read -r -t 20 line <&3; echo \"$line\"'")).Trim());

    /// <summary>Nothing of the LAN's began by a protected WAN in a span of time.</summary>
    protected async Task NothingOnTheDeadAsync(double from, double until)
    {
        foreach (LabIsp isp in Protected)
        {
            await NothingNewAsync(isp, Both, from, until);
            Assert.DoesNotContain(
                (await SeenAsync())[isp],
                packet => packet is { FromRouter: true, Protocol: CapturedPacket.Udp, DestinationPort: EchoPort } && packet.Time >= from && packet.Time < until);
        }
    }

    /// <summary>Nothing to the echo service left bare by what carries the tunnel, though the tunnel itself did.</summary>
    protected async Task NothingBareAsync(double from, double until)
    {
        CapturedPacket[] sent = [.. (await SeenAsync())[Underlay].Where(packet => packet.FromRouter && packet.Time >= from && packet.Time < until)];

        // Its own health is asked by HTTP there too, which nobody else here uses.
        CapturedPacket[] bare = [.. sent.Where(static packet => (packet.Destination.Equals(LabNetwork.Echo) || packet.Destination.Equals(LabNetwork.Echo6)) && packet.DestinationPort != Http)];
        ForbiddenTraffic traffic = new(Lab.Network);
        Assert.Contains(sent, packet => traffic.TunnelOf(packet) == Peer.Tunnel);
        Assert.True(bare.Length == 0, $"{bare.Length} packets that belong into the tunnel left bare by {Underlay.Wan.Name}:\n{string.Join('\n', bare.Take(10))}");
    }
}
