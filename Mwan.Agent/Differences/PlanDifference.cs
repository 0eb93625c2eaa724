using Mwan.Agent.Netlink;
using Mwan.Agent.Planning;

namespace Mwan.Agent.Differences;

/// <summary>What differs between two plans. Pure.</summary>
internal static class PlanDifference
{
    /// <summary>Lines with <c>+ </c> or <c>- </c> in the syntax of <c>ip route</c>, <c>ip rule</c> and nft(8).</summary>
    /// <param name="before">A plan.</param>
    /// <param name="after">A later one.</param>
    /// <param name="name">Name of an interface by its number.</param>
    public static IReadOnlyList<string> Between(Plan before, Plan after, Func<int, string> name)
    {
        HashSet<RouteMessage> oldRoutes = [.. before.Routes];
        HashSet<RouteMessage> routes = [.. after.Routes];
        HashSet<RuleMessage> oldRules = [.. before.Rules];
        HashSet<RuleMessage> rules = [.. after.Rules];
        return
        [
            .. before.Routes.Where(route => !routes.Contains(route)).Select(route => $"- route {RouteText.Of(route, name)}"),
            .. after.Routes.Where(route => !oldRoutes.Contains(route)).Select(route => $"+ route {RouteText.Of(route, name)}"),
            .. before.Rules.Where(rule => !rules.Contains(rule)).Select(rule => $"- rule {RuleText.Of(rule)}"),
            .. after.Rules.Where(rule => !oldRules.Contains(rule)).Select(rule => $"+ rule {RuleText.Of(rule)}"),
            .. LineDifference.Between(TableListing.Lines(before.Ruleset.Replacement()), TableListing.Lines(after.Ruleset.Replacement())),
        ];
    }
}
