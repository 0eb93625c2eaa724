using System.Net;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Config;

namespace Mwan.Agent.Planning;

/// <summary>Plans all routing tables together, never one at a time.</summary>
internal static class RoutePlan
{
    /// <summary>Metric of what leads somewhere.</summary>
    public const uint Metric = 100;

    /// <summary>Metric of a table's last route, which leads nowhere: a marked packet does not look further.</summary>
    public const uint LastMetric = 1_000_000;

    /// <summary>The routes of all members' tables and of <c>main</c>, both families.</summary>
    /// <param name="site">The site.</param>
    /// <param name="world">The world.</param>
    /// <param name="members">All members.</param>
    /// <param name="ipv4">Those that carry IPv4.</param>
    /// <param name="ipv6">Those that carry IPv6.</param>
    public static IReadOnlyList<RouteMessage> Of(Site site, World world, IReadOnlyList<Member> members, IReadOnlyList<Member> ipv4, IReadOnlyList<Member> ipv6)
    {
        IReadOnlyList<RouteMessage> lan = LanRoutes.Of(site.Lan, world);
        return
        [
            .. members.SelectMany(member => OfMember(member, lan, Family.Ipv4).Concat(OfMember(member, lan, Family.Ipv6))),
            .. OfMain(lan, ipv4, Family.Ipv4),
            .. OfMain(lan, ipv6, Family.Ipv6),
            .. OfForeign(world, ipv4, Family.Ipv4),
            .. OfForeign(world, ipv6, Family.Ipv6),
        ];
    }

    private static IEnumerable<RouteMessage> OfMember(Member member, IReadOnlyList<RouteMessage> lan, Family family)
    {
        RouteMessage[] near = [.. lan.Where(route => route.Family == family).Select(route => route with { Table = member.Table })];
        foreach (RouteMessage route in near)
        {
            yield return route;
        }

        foreach (StagedRoute route in Announced(member, family).Where(route => route.IsDefault || !near.Any(own => Prefix.Overlap(own.Destination, route.Destination))))
        {
            yield return new RouteMessage
            {
                Family = family,
                Table = member.Table,
                Destination = route.Destination,
                Metric = Metric,
                LinkIndex = member.LinkIndex,
                Gateway = route.Gateway,
            };
        }

        yield return new RouteMessage
        {
            Family = family,
            Table = member.Table,
            Destination = new IPNetwork(family == Family.Ipv4 ? IPAddress.Any : IPAddress.IPv6Any, 0),
            Type = Rtm.RTN_UNREACHABLE,
            Metric = LastMetric,
        };
    }

    // One default, so that a local socket finds a first route and a source; nothing that an ISP announced besides.
    private static IEnumerable<RouteMessage> OfMain(IReadOnlyList<RouteMessage> lan, IReadOnlyList<Member> carriers, Family family)
    {
        foreach (RouteMessage route in lan.Where(route => route.Family == family))
        {
            yield return route with { Table = Rtm.RT_TABLE_MAIN };
        }

        if (carriers.Where(member => member.Default(family) is not null).OrderByDescending(member => member.Weight).FirstOrDefault() is { } preferred
            && preferred.Default(family) is { } way)
        {
            yield return new RouteMessage
            {
                Family = family,
                Table = Rtm.RT_TABLE_MAIN,
                Destination = way.Destination,
                Metric = Metric,
                LinkIndex = preferred.LinkIndex,
                Gateway = way.Gateway,
                Source = preferred.Source(family),
            };
        }
    }

    // While a tunnel carries, the policy tables of others follow it, if the site wants that. Two halves go before any default, whatever its
    // metric, so that what was there need not be touched and is what it was when they are gone.
    private static IEnumerable<RouteMessage> OfForeign(World world, IReadOnlyList<Member> carriers, Family family) =>
        carriers.FirstOrDefault(member => member is { Tunnel.ForeignTables: true, LinkIndex: not 0 } && member.Default(family) is not null) is not { } tunnel
            ? []
            : world.ForeignTables.Where(table => table.Family == family).SelectMany(table => Halves(family).Select(half => new RouteMessage
            {
                Family = family,
                Table = table.Table,
                Destination = half,
                Metric = Metric,
                LinkIndex = tunnel.LinkIndex,
            }));

    private static IPNetwork[] Halves(Family family) => family == Family.Ipv4
        ? [IPNetwork.Parse("0.0.0.0/1"), IPNetwork.Parse("128.0.0.0/1")]
        : [IPNetwork.Parse("::/1"), IPNetwork.Parse("8000::/1")];

    private static IEnumerable<StagedRoute> Announced(Member member, Family family)
    {
        if (member.LinkIndex == 0)
        {
            return [];
        }

        return member.Tunnel is null
            ? member.Upstream.Routes.Where(route => (Prefix.Bits(route.Destination.BaseAddress) == 128) == (family == Family.Ipv6))
            : member.Default(family) is { } way ? [way] : [];
    }
}
