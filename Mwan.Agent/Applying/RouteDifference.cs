using Mwan.Agent.Netlink;
using Mwan.Agent.Planning;

namespace Mwan.Agent.Applying;

/// <summary>What has to change for the kernel's routes to be those of a plan. Pure.</summary>
/// <param name="Put">Routes to add; each takes the place of one with its key.</param>
/// <param name="Delete">Routes to delete, afterwards.</param>
internal sealed record RouteDifference(IReadOnlyList<RouteMessage> Put, IReadOnlyList<RouteMessage> Delete)
{
    /// <summary>The difference.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="present">What the kernel has.</param>
    public static RouteDifference Between(Plan plan, IReadOnlyList<RouteMessage> present)
    {
        HashSet<RouteMessage> there = [.. present.Select(Comparable)];
        HashSet<RouteMessage> wanted = [.. plan.Routes.Select(Comparable)];
        HashSet<(Family, uint, System.Net.IPNetwork, uint)> keys = [.. plan.Routes.Select(route => route.Key)];
        return new RouteDifference(
            [.. plan.Routes.Where(route => !there.Contains(Comparable(route)))],
            [.. present.Where(route => IsOurs(plan, route) && !wanted.Contains(Comparable(route)) && !keys.Contains(route.Key))]);
    }

    // The tables of members are the agent's whole. In main it owns what it put there and every default, in all others what it put there.
    private static bool IsOurs(Plan plan, RouteMessage route) =>
        route.Protocol == Rtm.RTPROT_MWAN
        || (route.Table == Rtm.RT_TABLE_MAIN ? route.IsDefault && route.Protocol != Rtm.RTPROT_KERNEL : plan.Tables.Contains(route.Table));

    // The kernel gives IPv6 routes a preference of their own accord.
    private static RouteMessage Comparable(RouteMessage route) => route with { Preference = 0 };
}
