using System.Net;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Config;

namespace Mwan.Agent.Planning;

/// <summary>A WAN or tunnel as the planner sees it: what the site says of it and what is.</summary>
internal sealed record Member
{
    /// <summary>Name of the WAN or tunnel.</summary>
    public required string Name { get; init; }

    /// <summary>The interface that carries its IP.</summary>
    public required string Interface { get; init; }

    /// <summary>Number of that interface; 0: it is not there or turned off, so that no route can use it.</summary>
    public required int LinkIndex { get; init; }

    /// <summary>Preference, the lowest first.</summary>
    public required int Tier { get; init; }

    /// <summary>Share of new flows.</summary>
    public required int Weight { get; init; }

    /// <summary>Mark of its flows.</summary>
    public required int Mark { get; init; }

    /// <summary>Its routing table.</summary>
    public required uint Table { get; init; }

    /// <summary>MTU in bytes.</summary>
    public required int Mtu { get; init; }

    /// <summary>The WAN; null: a tunnel.</summary>
    public Wan? Wan { get; init; }

    /// <summary>The tunnel; null: a WAN.</summary>
    public Tunnel? Tunnel { get; init; }

    /// <summary>What is known of it.</summary>
    public required Upstream Upstream { get; init; }

    /// <summary>IPv4's fitness.</summary>
    public required Fitness Ipv4 { get; init; }

    /// <summary>IPv6's fitness.</summary>
    public required Fitness Ipv6 { get; init; }

    /// <summary>Prefix translation; null: none.</summary>
    public Translation? Translation { get; init; }

    /// <summary>Source of masqueraded IPv4 packets; null: none.</summary>
    public IPAddress? Ipv4Source { get; init; }

    /// <summary>Source of masqueraded IPv6 packets; null: none.</summary>
    public IPAddress? Ipv6Source { get; init; }

    /// <summary>Source of masqueraded packets of a family; null: none.</summary>
    public IPAddress? Source(Family family) => family == Family.Ipv4 ? Ipv4Source : Ipv6Source;

    /// <summary>Whether it can carry a family.</summary>
    public Fitness Fitness(Family family) => family == Family.Ipv4 ? Ipv4 : Ipv6;

    /// <summary>Why nothing at all passes its link, whatever the family; null: something does, or it is a tunnel.</summary>
    public string? LinkObstacle { get; init; }

    /// <summary>Whether it can carry a family and goes before all that are not known to work.</summary>
    public bool IsFirstChoice(Family family) => Fitness(family) is { Obstacle: null, IsFirstChoice: true };

    /// <summary>Its default route of a family without table and metric; null: none.</summary>
    public StagedRoute? Default(Family family)
    {
        IPNetwork everything = new(family == Family.Ipv4 ? IPAddress.Any : IPAddress.IPv6Any, 0);
        return LinkIndex == 0 ? null
            : Tunnel is null ? Upstream.Routes.FirstOrDefault(route => route.Destination == everything)
            : Source(family) is null ? null
            : new StagedRoute(everything, Gateway: null);
    }
}
