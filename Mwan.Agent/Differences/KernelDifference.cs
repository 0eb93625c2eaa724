using Mwan.Agent.Applying;
using Mwan.Agent.Netlink;
using Mwan.Agent.Planning;

namespace Mwan.Agent.Differences;

/// <summary>What differs between a plan and the kernel, as the applier sees it. Pure.</summary>
internal static class KernelDifference
{
    /// <summary>Name of the part that nftables is.</summary>
    public const string Ruleset = "nft list table inet mwan";

    private static readonly Family[] Families = [Family.Ipv4, Family.Ipv6];

    /// <summary>The parts that differ; <c>-</c> is what the kernel has, <c>+</c> what it should have.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="network">What the kernel has.</param>
    /// <param name="present">Listing of the table in the kernel; null: it is not there.</param>
    /// <param name="planned">Listing of the planned table as the kernel would show it.</param>
    public static IReadOnlyList<Section> Between(Plan plan, NetworkSnapshot network, string? present, string planned)
    {
        Func<int, string> name = LinkNames.Of(network);
        RouteDifference routes = RouteDifference.Between(plan, network.Routes);
        RuleDifference rules = RuleDifference.Between(plan, network.Rules);
        RouteMessage[] gone = [.. routes.Delete, .. routes.Put.SelectMany(route => network.Routes.Where(other => other.Key == route.Key))];
        RuleMessage[] unruly = [.. rules.Foreign, .. rules.Delete];
        Section[] all =
        [
            .. Families.Select(family => new Section(
                $"ip {Option(family)} route",
                [.. Lines(gone.Where(route => route.Family == family).Distinct(), "- ", route => RouteText.Of(route, name)), .. Lines(routes.Put.Where(route => route.Family == family), "+ ", route => RouteText.Of(route, name))])),
            .. Families.Select(family => new Section(
                $"ip {Option(family)} rule",
                [.. Lines(unruly.Where(rule => rule.Family == family), "- ", RuleText.Of), .. Lines(rules.Add.Where(rule => rule.Family == family), "+ ", RuleText.Of)])),
            new Section(Ruleset, LineDifference.Between(TableListing.Lines(present), TableListing.Lines(planned))),
        ];
        return [.. all.Where(section => section.Lines.Count > 0)];
    }

    /// <summary>The whole plan.</summary>
    public static IReadOnlyList<Section> Whole(Plan plan, Func<int, string> name) =>
    [
        .. Families.Select(family => new Section($"ip {Option(family)} route", [.. plan.Routes.Where(route => route.Family == family).Select(route => RouteText.Of(route, name))])),
        .. Families.Select(family => new Section($"ip {Option(family)} rule", [.. plan.Rules.Where(rule => rule.Family == family).Select(RuleText.Of)])),
        new Section(Ruleset, plan.Ruleset.Replacement().TrimEnd().Split('\n')),
    ];

    private static IEnumerable<string> Lines<T>(IEnumerable<T> items, string sign, Func<T, string> text) => items.Select(item => sign + text(item));

    private static string Option(Family family) => family == Family.Ipv4 ? "-4" : "-6";
}
