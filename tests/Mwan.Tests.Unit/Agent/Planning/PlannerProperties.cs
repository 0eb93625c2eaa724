using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Mwan.Agent.Netlink;
using Mwan.Agent.Planning;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Planning;

public sealed class PlannerProperties
{
    private static readonly FsCheck.Config Quick = Mwan.Tests.Unit.Runs.Of(500);

    private static readonly Site Site = PlanningWorld.Site;

    [Fact]
    public void Every_marked_packet_has_one_way_out_or_a_deliberate_unreachable() => Check(plan =>
        (from family in new[] { Family.Ipv4, Family.Ipv6 }
         from rule in plan.Rules.Where(rule => rule.Family == family && rule is { Mark: > 0, Invert: false })
         let defaults = plan.Routes.Where(route => route.Family == family && route.Table == rule.Table && route.IsDefault).OrderBy(route => route.Metric).ToArray()
         select defaults.Length is 1 or 2 && defaults[^1].Type == Rtm.RTN_UNREACHABLE && (defaults.Length == 1 || defaults[0] is { Type: Rtm.RTN_UNICAST, LinkIndex: > 0 }))
        .All(holds => holds)
        && plan.Rules.Count(rule => rule is { Mark: 0, Invert: true, Action: Rtm.FR_ACT_UNREACHABLE }) == 2);

    [Fact]
    public void What_is_forwarded_without_a_mark_comes_to_no_default_route() => Check(plan =>
        new[] { Family.Ipv4, Family.Ipv6 }.All(family =>
        {
            RuleMessage[] rules = [.. plan.Rules.Where(rule => rule.Family == family).OrderBy(rule => rule.Priority)];
            int end = Array.FindIndex(rules, rule => rule is { Incoming: "lo", Invert: true, Action: Rtm.FR_ACT_BLACKHOLE, Mark: null, Source: null });
            return end >= 0 && rules[end].Priority < RulePriority.Main
                && rules[..end].All(rule => rule is { Mark: not null } or { Source: not null } or { Table: Rtm.RT_TABLE_MAIN, SuppressPrefixLength: 0 });
        }));

    [Fact]
    public void No_table_lacks_the_routes_to_the_lan() => Check(plan =>
    {
        IPNetwork[] near = [Site.Lan.Ipv4.Network, Site.Lan.Ipv6!.Network, Site.Lan.Prefix!.Value, new(Site.Lan.Router.Ipv6!, 128), .. Site.Lan.RoutedIpv4];
        return plan.Tables.Append((uint)Rtm.RT_TABLE_MAIN).All(table => near.All(network => plan.Routes.Count(route => route.Table == table && route.Destination == network) == 1));
    });

    [Fact]
    public void Every_rule_names_a_table_that_the_plan_fills_or_one_of_others() => Check(plan =>
        plan.Rules.Where(rule => rule.Action == Rtm.FR_ACT_TO_TBL).All(rule =>
            rule.Table == Rtm.RT_TABLE_MAIN || rule.Table == Site.Management.Table
            || plan.Routes.Any(route => route.Table == rule.Table && route.Family == rule.Family)));

    [Fact]
    public void No_two_routes_take_the_same_place() => Check(plan => plan.Routes.DistinctBy(route => route.Key).Count() == plan.Routes.Count);

    [Fact]
    public void The_internal_prefix_is_never_on_link() => Check(plan =>
        plan.Routes.Where(route => route.Destination == Site.Lan.Prefix).All(route => route.Gateway is not null || route.Type == Rtm.RTN_UNREACHABLE));

    [Fact]
    public void Whoever_is_awaited_and_able_carries_beside_every_healthy_one_of_its_tier() => Prop.ForAll(AnyWorld.Generator.ToArbitrary(), world =>
    {
        IReadOnlyList<Member> members = Members.Of(Site, world);
        return new[] { Family.Ipv4, Family.Ipv6 }.All(family =>
        {
            IReadOnlyList<Member> carriers = Carriers.Select(members, family, []);
            return members.All(member => member.Tunnel is not null || Site.Tunnels.Any(tunnel => tunnel.Over == member.Name)
                || member.Fitness(family) is not { Awaited: true, Obstacle: null }
                || carriers.Contains(member) || carriers[0].Tier < member.Tier);
        });
    }).Check(Quick);

    [Fact]
    public void Planning_again_changes_nothing() => Prop.ForAll(AnyWorld.Generator.ToArbitrary(), world =>
    {
        Plan first = Planner.Plan(Site, world);
        Plan second = Planner.Plan(Site, world with { Previous = first.Selection });
        return first.Routes.SequenceEqual(second.Routes) && first.Rules.SequenceEqual(second.Rules)
            && first.Ruleset.Replacement() == second.Ruleset.Replacement();
    }).Check(Quick);

    private static void Check(Func<Plan, bool> property) =>
        Prop.ForAll(AnyWorld.Generator.ToArbitrary(), world => property(Planner.Plan(Site, world))).Check(Quick);
}
