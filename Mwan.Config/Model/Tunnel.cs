using System.Net;

namespace Mwan.Config;

/// <summary>A WireGuard failsafe: a member of its own tier, carried by an underlay WAN of a worse one.</summary>
public sealed record Tunnel
{
    /// <summary>Name in status and logs.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the interface, at most 15 characters (IFNAMSIZ).</summary>
    public required string Interface { get; init; }

    /// <summary>Name of the WAN that carries the tunnel's own packets, and nothing else ever does.</summary>
    public required string Over { get; init; }

    /// <summary>WANs all of which have failed before a cold tunnel is woken. Default: all of better tiers.</summary>
    public required IReadOnlyList<string> Protects { get; init; }

    /// <summary>Preference, see <see cref="Wan.Tier"/>; better than the underlay's.</summary>
    public required int Tier { get; init; }

    /// <summary>Share of new flows within the tier, 1-1000.</summary>
    public required int Weight { get; init; }

    /// <summary>Addresses of the box inside the tunnel.</summary>
    public required IReadOnlyList<InterfaceAddress> Addresses { get; init; }

    /// <summary>MTU in bytes, 1280-9216.</summary>
    public required int Mtu { get; init; }

    /// <summary>The other end.</summary>
    public required TunnelPeer Peer { get; init; }

    /// <summary>Whether the tunnel is kept up while nothing uses it.</summary>
    public required bool Warm { get; init; }

    /// <summary>Time between rounds of health checks while the tunnel works and nothing needs it; <see cref="Health.Interval"/> holds if that is longer.</summary>
    public required TimeSpan IdleInterval { get; init; }

    /// <summary>Whether the underlay may carry traffic bare while the tunnel is unhealthy.</summary>
    public required bool BareUnderlay { get; init; }

    /// <summary>Foreign policy tables whose default route follows the failsafe too.</summary>
    public required bool ForeignTables { get; init; }

    /// <summary>Firewall mark of flows through the tunnel, 1-255.</summary>
    public required int Mark { get; init; }

    /// <summary>Routing table of the tunnel, 1-252 or above 255.</summary>
    public required int Table { get; init; }

    /// <summary>Firewall mark of the tunnel's own packets, 1-255, for which only the underlay has a route.</summary>
    public required int OuterMark { get; init; }

    /// <summary>What happens to flows in the tunnel when it turns unhealthy.</summary>
    public required FlowPolicy OnFailure { get; init; }

    /// <summary>What happens to flows in the tunnel when a better member is back.</summary>
    public required FlowPolicy OnRecovery { get; init; }

    /// <summary>How its health is measured.</summary>
    public required Health Health { get; init; }

    /// <summary>The address of the box to which the peer hands calls for <paramref name="target"/>: its first of that family; null: it has none.</summary>
    public IPAddress? AddressFor(IPAddress target) =>
        Addresses.FirstOrDefault(own => Prefix.Bits(own.Address) == Prefix.Bits(target))?.Address;
}
