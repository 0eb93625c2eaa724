using System.Net;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Config;

namespace Mwan.Agent.Planning;

/// <summary>The way back to the LAN, which every table has.</summary>
internal static class LanRoutes
{
    /// <summary>The routes, for a table to be named; those that cannot lead anywhere yet are unreachable, so that nothing follows a default instead.</summary>
    public static IReadOnlyList<RouteMessage> Of(Lan lan, World world)
    {
        int link = world.Links.FirstOrDefault(candidate => candidate.Role == LinkRole.Lan)?.Device is { Up: true } device ? device.Index : 0;
        List<RouteMessage> routes =
        [
            To(lan.Ipv4.Network, link, gateway: null),
            .. lan.RoutedIpv4.Select(network => To(network, link, lan.Router.Ipv4)),
        ];
        if (lan.Ipv6 is { } ipv6)
        {
            routes.Add(To(ipv6.Network, link, gateway: null));
        }

        if (lan.Router.Ipv6 is { } edge)
        {
            // The target of inbound translation must be found in whatever table the mark of its flow names.
            routes.Add(To(new IPNetwork(edge, 128), link, gateway: null));
        }

        if (lan.Prefix is { } prefix)
        {
            // Never on-link: the box would ask for each host by neighbour discovery.
            IPAddress? router = world.RouterLinkLocal ?? lan.Router.Ipv6;
            routes.Add(To(prefix, router is null ? 0 : link, router));
        }

        return routes;
    }

    private static RouteMessage To(IPNetwork destination, int link, IPAddress? gateway) => new()
    {
        Family = Prefix.Bits(destination.BaseAddress) == 32 ? Family.Ipv4 : Family.Ipv6,
        Table = 0,
        Destination = destination,
        Metric = RoutePlan.Metric,
        Type = link == 0 ? Rtm.RTN_UNREACHABLE : Rtm.RTN_UNICAST,
        LinkIndex = link,
        Gateway = link == 0 ? null : gateway,
    };
}
