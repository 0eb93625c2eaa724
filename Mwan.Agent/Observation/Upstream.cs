using System.Net;
using Mwan.Agent.Health;

namespace Mwan.Agent.Observation;

/// <summary>What is known of one member, a WAN or a tunnel. What nobody has told yet is unknown or none.</summary>
internal sealed record Upstream
{
    /// <summary>Name of the WAN or tunnel.</summary>
    public required string Name { get; init; }

    /// <summary>State of the 802.1X port; unknown where there is none.</summary>
    public PortAuthorization Authorization { get; init; }

    /// <summary>Its IPv4 address; null: none.</summary>
    public Lease? Lease { get; init; }

    /// <summary>Whether networkd has told of this interface: without that, no delegation means nothing.</summary>
    public bool DelegationsKnown { get; init; }

    /// <summary>Delegated prefixes.</summary>
    public IReadOnlyList<Delegation> Delegations { get; init; } = [];

    /// <summary>Whether the next hop of IPv4 answers ARP; null: there is none, it cannot be told, or it has not been asked.</summary>
    public bool? Ipv4GatewayAnswers { get; init; }

    /// <summary>Whether the next hop of IPv6 answers neighbour discovery; null: likewise.</summary>
    public bool? Ipv6GatewayAnswers { get; init; }

    /// <summary>Next hop of IPv6, in practice link-local; null: no router advertises itself.</summary>
    public IPAddress? Ipv6Gateway { get; init; }

    /// <summary>Global IPv6 addresses of the interface.</summary>
    public IReadOnlyList<IPAddress> Ipv6Addresses { get; init; } = [];

    /// <summary>What the ISP announced, one route per destination, the preferred one.</summary>
    public IReadOnlyList<StagedRoute> Routes { get; init; } = [];

    /// <summary>What is known of a tunnel besides; null: it is a WAN, or nothing is.</summary>
    public TunnelState? Tunnel { get; init; }

    /// <summary>Health of IPv4; null: nobody measures it.</summary>
    public FamilyHealth? Ipv4Health { get; init; }

    /// <summary>Health of IPv6; null: nobody measures it.</summary>
    public FamilyHealth? Ipv6Health { get; init; }
}
