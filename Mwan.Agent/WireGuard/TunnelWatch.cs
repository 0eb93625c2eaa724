using System.Globalization;
using System.Net.Sockets;
using Mwan.Agent.Health;
using Mwan.Agent.Observation;
using Mwan.Agent.Systemd;
using Mwan.Config;

namespace Mwan.Agent.WireGuard;

/// <summary>Watches one tunnel: its key, its peer, its handshakes, and whether it is needed.</summary>
/// <param name="tunnel">The tunnel.</param>
/// <param name="isUsed">Whether something may go through it at any time: by a pin, or from a port of its peer.</param>
/// <param name="wireGuard">The kernel.</param>
/// <param name="endpoint">Keeps its endpoint.</param>
/// <param name="journal">Where changes are said.</param>
/// <param name="time">The clock.</param>
internal sealed class TunnelWatch(Tunnel tunnel, bool isUsed, IWireGuard wireGuard, EndpointKeeper endpoint, IJournal journal, TimeProvider time)
{
    // REKEY_AFTER_TIME and REKEY_TIMEOUT in section 6.1 of WireGuard's paper.
    private static readonly TimeSpan RekeyTime = TimeSpan.FromSeconds(120 + 5);

    private static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(10);

    private string? _refused;
    private long? _needed;
    private readonly HandshakeWatch _handshakes = new(tunnel.Peer.HandshakeAge, time);

    private IEnumerable<AddressFamily> Families => tunnel.Addresses.Select(static address => address.Address.AddressFamily).Distinct();

    /// <summary>What is known of the tunnel; starts in the background what is due.</summary>
    /// <param name="world">The world; its previous selection is what carries now.</param>
    /// <param name="health">Health of a family of a member; null: the site turns it off, and it is not measured.</param>
    /// <param name="stop">Ends what runs in the background.</param>
    public TunnelState Look(World world, Func<string, AddressFamily, FamilyHealth?> health, CancellationToken stop)
    {
        WireGuardDevice? device = wireGuard.Read(tunnel.Interface);
        // networkd makes the interface first, and gives it key and mark then.
        if (device is { PublicKey: not null } && device.Mark != tunnel.OuterMark)
        {
            // Whoever sets the interface up by hand takes the mark away, and without it the tunnel's packets leave by any way.
            Mark(device.Mark);
        }

        WireGuardPeer? peer = device?.Peers.FirstOrDefault(candidate => string.Equals(candidate.PublicKey, tunnel.Peer.PublicKey, StringComparison.Ordinal));
        AddressFamily[] families = Reachable(world);
        bool needed = IsNeeded(world, health);
        bool lately = IsLeftLately(needed);
        bool rests = !tunnel.Warm && !needed;
        (bool? fresh, DateTimeOffset? awaited) = _handshakes.Look(peer?.LastHandshake, peer is not null && families.Length > 0 && !rests, peer?.Endpoint is not null);
        TunnelState state = new()
        {
            PublicKey = device?.PublicKey,
            Endpoint = peer?.Endpoint,
            EndpointProblem = fresh is true ? null : endpoint.Problem,
            LastHandshake = peer?.LastHandshake,
            IsFresh = fresh,
            AwaitedUntil = awaited,
            IsResting = rests,
            IsIdle = !lately && !needed && !isUsed && IsKeptAlive,
        };
        if (peer is not null)
        {
            endpoint.Consider(state, peer.Received, silent: Families.All(family => health(tunnel.Name, family) is null or { Verdict: Verdict.Unhealthy, Answers: false }), families, stop);
        }

        return state;
    }

    private void Mark(int found)
    {
        string? refused = wireGuard.SetMark(tunnel.Interface, tunnel.OuterMark);
        if (refused is null || !string.Equals(refused, _refused, StringComparison.Ordinal))
        {
            string words = refused is null ? "it has its own again" : $"the kernel refuses its own, {tunnel.OuterMark.ToString(CultureInfo.InvariantCulture)}: {refused}";
            journal.Write(new JournalEntry(
                Priority.Warning,
                string.Create(CultureInfo.InvariantCulture, $"{tunnel.Name}: somebody gave its packets the mark {found}, by which they do not go over {tunnel.Over} alone; {words}."),
                ("LINK", tunnel.Name),
                ("SUBJECT", "tunnel")));
        }

        _refused = refused;
    }

    // While it carries it is needed; and as soon as all that it protects fail in a family that it has.
    private bool IsNeeded(World world, Func<string, AddressFamily, FamilyHealth?> health) =>
        world.Previous.Ipv4.Contains(tunnel.Name, StringComparer.Ordinal)
        || world.Previous.Ipv6.Contains(tunnel.Name, StringComparer.Ordinal)
        || Families.Any(family => tunnel.Protects.All(name => health(name, family) is null or { Verdict: Verdict.Unhealthy }));

    // Without keep-alives nothing but the rounds makes new keys before the old ones are stale.
    private bool IsKeptAlive => tunnel.Peer.Keepalive > TimeSpan.Zero && RekeyTime + tunnel.Peer.Keepalive <= tunnel.Peer.HandshakeAge;

    // What still goes through it is watched for as long as it may stay, or for as long as that is by default.
    private bool IsLeftLately(bool needed)
    {
        _needed = needed ? time.GetTimestamp() : _needed;
        TimeSpan stay = tunnel.OnRecovery.Action is FlowAction.Drain ? LongestDrain : tunnel.OnRecovery.After;
        return _needed is { } last && time.GetElapsedTime(last) < stay;
    }

    private AddressFamily[] Reachable(World world)
    {
        Upstream? underlay = world.Upstreams.FirstOrDefault(upstream => string.Equals(upstream.Name, tunnel.Over, StringComparison.Ordinal));
        return [.. (underlay?.Routes ?? []).Where(route => route.IsDefault).Select(route => route.Destination.BaseAddress.AddressFamily).Distinct().OrderBy(family => family is AddressFamily.InterNetworkV6)];
    }
}
