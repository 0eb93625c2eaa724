using System.Net;

namespace Mwan.Config;

/// <summary>The link to the downstream router, which sees one dependable uplink there.</summary>
public sealed record Lan
{
    /// <summary>Where the NIC sits.</summary>
    public required Port Port { get; init; }

    /// <summary>Name of the interface, at most 15 characters (IFNAMSIZ).</summary>
    public required string Interface { get; init; }

    /// <summary>MAC that the interface takes; null: the one the hypervisor gives it.</summary>
    public string? Mac { get; init; }

    /// <summary>MTU in bytes, 1280-9216.</summary>
    public required int Mtu { get; init; }

    /// <summary>The box's IPv4 address and the on-link network of the mappings' internal sides.</summary>
    public required InterfaceAddress Ipv4 { get; init; }

    /// <summary>The box's IPv6 address on the link; null: IPv4 only.</summary>
    public InterfaceAddress? Ipv6 { get; init; }

    /// <summary>The box's link-local address, the router's IPv6 gateway: fixed, so that a new image changes nothing downstream.</summary>
    public required IPAddress LinkLocal { get; init; }

    /// <summary>The internal IPv6 prefix behind the router, translated to each WAN's delegation (RFC 6296); never on-link here.</summary>
    public IPNetwork? Prefix { get; init; }

    /// <summary>Further IPv4 networks behind the router that it does not translate itself.</summary>
    public required IReadOnlyList<IPNetwork> RoutedIpv4 { get; init; }

    /// <summary>The downstream router.</summary>
    public required DownstreamRouter Router { get; init; }

    /// <summary>Whether router advertisements are sent on the link. Off unless asked: the router's gateway is configured.</summary>
    public required bool Advertise { get; init; }
}
