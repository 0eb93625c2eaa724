using System.Globalization;
using System.Text;
using Mwan.Agent.Netlink;

namespace Mwan.Agent.Differences;

/// <summary>Routes as <c>ip route</c> takes them, see ip-route(8).</summary>
internal static class RouteText
{
    /// <summary>The route.</summary>
    /// <param name="route">A route.</param>
    /// <param name="name">Name of an interface by its number.</param>
    public static string Of(RouteMessage route, Func<int, string> name)
    {
        StringBuilder text = new();
        _ = text.Append(route.Type switch
        {
            Rtm.RTN_UNICAST => "",
            Rtm.RTN_UNREACHABLE => "unreachable ",
            _ => string.Create(CultureInfo.InvariantCulture, $"type {route.Type} "),
        });
        _ = text.Append(route.IsDefault ? "default" : route.Destination.ToString());
        _ = route.Gateway is null ? text : text.Append(CultureInfo.InvariantCulture, $" via {route.Gateway}");
        _ = route.LinkIndex == 0 ? text : text.Append(CultureInfo.InvariantCulture, $" dev {name(route.LinkIndex)}");
        _ = text.Append(CultureInfo.InvariantCulture, $" table {Table(route.Table)} proto {Protocol(route.Protocol)}");
        _ = route.Source is null ? text : text.Append(CultureInfo.InvariantCulture, $" src {route.Source}");
        _ = route.Metric == 0 ? text : text.Append(CultureInfo.InvariantCulture, $" metric {route.Metric}");
        return text.Append(route.Multipath ? " (and further next hops)" : "").ToString();
    }

    /// <summary>A routing table, by the kernel's name where it has one.</summary>
    public static string Table(uint table) => table switch
    {
        Rtm.RT_TABLE_MAIN => "main",
        Rtm.RT_TABLE_LOCAL => "local",
        _ => table.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Who put a route or rule in, as rt_protos of iproute2 names them.</summary>
    public static string Protocol(byte protocol) => protocol switch
    {
        Rtm.RTPROT_KERNEL => "kernel",
        3 => "boot",
        4 => "static",
        9 => "ra",
        16 => "dhcp",
        _ => protocol.ToString(CultureInfo.InvariantCulture),
    };
}
