using System.Net;
using Mwan.Agent.Applying;
using Mwan.Agent.Netlink;
using Mwan.Agent.Planning;
using Mwan.Tests.Unit.Agent.Planning;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Applying;

public sealed class DifferenceTests
{
    private static readonly Plan Plan = Planner.Plan(PlanningWorld.Site, PlanningWorld.Well);

    private static readonly RuleMessage[] KernelRules =
    [
        new() { Family = Family.Ipv4, Priority = RulePriority.Main, Table = Rtm.RT_TABLE_MAIN, Protocol = Rtm.RTPROT_KERNEL },
        new() { Family = Family.Ipv6, Priority = RulePriority.Main, Table = Rtm.RT_TABLE_MAIN, Protocol = Rtm.RTPROT_KERNEL },
        new() { Family = Family.Ipv4, Priority = 32765, Table = 1000, Other = "oif enmgmt0", Protocol = 4 },
    ];

    [Fact]
    public void A_kernel_that_has_the_plan_needs_nothing()
    {
        RouteDifference routes = RouteDifference.Between(Plan, Plan.Routes);
        RuleDifference rules = RuleDifference.Between(Plan, [.. Plan.Rules, .. KernelRules]);
        Assert.Empty(routes.Put.Concat(routes.Delete));
        Assert.Empty(rules.Add.Concat(rules.Delete).Concat(rules.Foreign));
    }

    [Fact]
    public void A_route_of_another_gateway_is_replaced_and_not_deleted()
    {
        RouteMessage first = Plan.Routes.First(route => route.Gateway is not null);
        RouteDifference difference = RouteDifference.Between(Plan, [.. Plan.Routes.Select(route => route == first ? route with { Gateway = IPAddress.Parse("192.0.2.9") } : route)]);
        Assert.Equal([first], difference.Put);
        Assert.Empty(difference.Delete);
    }

    [Fact]
    public void Foreign_routes_in_members_tables_and_foreign_defaults_in_main_go_and_others_stay()
    {
        RouteMessage foreign = new() { Family = Family.Ipv4, Table = Plan.Tables[0], Destination = IPNetwork.Parse("10.9.0.0/16"), Protocol = 4, LinkIndex = 2 };
        RouteMessage way = new() { Family = Family.Ipv4, Table = Rtm.RT_TABLE_MAIN, Destination = IPNetwork.Parse("0.0.0.0/0"), Protocol = 16, LinkIndex = 2 };
        RouteMessage other = foreign with { Table = Rtm.RT_TABLE_MAIN };
        RouteMessage elsewhere = foreign with { Table = 77 };
        Assert.Equal([foreign, way], RouteDifference.Between(Plan, [.. Plan.Routes, foreign, way, other, elsewhere]).Delete);
    }

    [Fact]
    public void Foreign_rules_before_ours_are_told_apart_from_those_behind_them()
    {
        RuleMessage before = new() { Family = Family.Ipv4, Priority = 50, Table = 250, Protocol = 3 };
        RuleMessage behind = before with { Priority = 20000 };
        Assert.Equal([before], RuleDifference.Between(Plan, [.. Plan.Rules, .. KernelRules, before, behind]).Foreign);
    }

    [Fact]
    public void A_rule_of_the_kernel_that_somebody_flushed_is_added_again() =>
        Assert.Equal(2, RuleDifference.Between(Plan, Plan.Rules).Add.Count(rule => rule.Priority == RulePriority.Main));
}
