using Mwan.Agent.Health;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Planning;

public sealed class PlannerTests
{
    private static readonly World Well = PlanningWorld.Well;

    private static World AllUnhealthy => PlanningWorld.Site.Wans.Select(wan => wan.Name).Append("vps").Aggregate(Well, (all, name) => all.WithVerdict(name, Verdict.Unhealthy));

    [Fact]
    public void Without_any_verdict_the_lowest_tier_that_has_carrier_and_lease_carries() =>
        Assert.Equal("IPv4 by att 50%, webpass 50%; IPv6 by att 50%, webpass 50%", Summary(Well));

    [Fact]
    public void A_wan_without_carrier_carries_nothing_and_says_why()
    {
        World world = Well.WithDevice("enatt0.3242", device => device with { Carrier = false });
        Assert.Equal("IPv4 by webpass 100%; IPv6 by webpass 100%", Summary(world));
        Assert.Equal("it has no carrier", Reason(world, "att"));
    }

    [Fact]
    public void A_wan_that_8021x_does_not_let_in_carries_nothing()
    {
        World world = Well.With("att", att => att with { Authorization = PortAuthorization.Unauthorized });
        Assert.Equal("802.1X does not let traffic pass", Reason(world, "att"));
    }

    [Fact]
    public void A_wan_without_a_lease_carries_ipv6_alone() =>
        Assert.Equal("IPv4 by webpass 100%; IPv6 by att 50%, webpass 50%", Summary(Well.With("att", att => att with { Lease = null })));

    [Fact]
    public void A_wan_without_a_delegation_carries_ipv4_alone()
    {
        World world = Well.WithDelegation("att");
        Assert.Equal("IPv4 by att 50%, webpass 50%; IPv6 by webpass 100%", Summary(world));
        Assert.Equal("it has no delegated prefix", Plan(world).Members[0].Ipv6.Reason);
    }

    [Fact]
    public void An_expired_delegation_is_none()
    {
        World world = Well.With("att", att => att with { Delegations = [PlanningWorld.Delegation("2001:db8::/60") with { ValidUntil = Well.At }] });
        Assert.Equal("IPv4 by att 50%, webpass 50%; IPv6 by webpass 100%", Summary(world));
    }

    [Fact]
    public void A_prefix_that_is_being_withdrawn_gives_way_to_the_one_beside_it()
    {
        World world = Well.With("att", att => att with
        {
            Delegations = [PlanningWorld.Delegation("2001:db8:0:10::/60") with { PreferredUntil = Well.At }, PlanningWorld.Delegation("2001:db8:0:20::/60")],
        });
        string ruleset = Plan(world).Ruleset.Replacement();
        Assert.Contains("snat ip6 prefix to 2001:db8:0:20::/60", ruleset, StringComparison.Ordinal);
        Assert.DoesNotContain("2001:db8:0:10::", ruleset, StringComparison.Ordinal);
    }

    [Fact]
    public void A_healthy_member_goes_before_unknown_ones() =>
        Assert.Equal("IPv4 by webpass 100%; IPv6 by webpass 100%", Summary(Well.WithVerdict("webpass", Verdict.Healthy)));

    [Fact]
    public void On_a_first_start_the_first_that_is_healthy_does_not_take_the_share_of_those_that_nobody_has_had_time_to_judge()
    {
        World world = Well.WithVerdict("webpass", Verdict.Healthy).Awaiting("att", seconds: 4);
        Assert.Equal("IPv4 by att 50%, webpass 50%; IPv6 by att 50%, webpass 50%", Summary(world));
        Assert.Equal("IPv4 by webpass 100%; IPv6 by webpass 100%", Summary(world with { At = world.At.AddSeconds(4) }));
        Assert.Equal("IPv4 by webpass 100%; IPv6 by webpass 100%", Summary(world.WithVerdict("att", Verdict.Unhealthy)));
        Assert.Equal("IPv4 by webpass 100%; IPv6 by webpass 100%", Summary(world.WithDevice("enatt0.3242", device => device with { Carrier = false })));
    }

    [Fact]
    public void Nor_does_a_reserve_that_is_healthy_first_take_everything()
    {
        World world = Well.WithVerdict("monkeybrains", Verdict.Healthy).Awaiting("att", seconds: 4).Awaiting("webpass", seconds: 4);
        Assert.Equal("IPv4 by att 50%, webpass 50%; IPv6 by att 50%, webpass 50%", Summary(world));
        Assert.Equal("IPv4 by webpass 100%; IPv6 by webpass 100%", Summary(world.WithVerdict("att", Verdict.Unhealthy)));
    }

    [Fact]
    public void What_works_and_carries_is_not_left_for_a_better_tier_in_which_nobody_has_answered_yet()
    {
        World world = Well.WithVerdict("webpass", Verdict.Unhealthy).WithVerdict("vps", Verdict.Healthy).Awaiting("att", seconds: 4);
        Assert.Equal("IPv4 by att 100%; IPv6 by att 100%", Summary(world));
        World carried = world with { Previous = new Selection(["vps"], []) };
        Assert.Equal("IPv4 by vps 100%; IPv6 by att 100%", Summary(carried));
        Assert.Equal("its health is unknown and others are healthy", Reason(carried, "att"));
        Assert.Equal("IPv4 by att 100%; IPv6 by att 100%", Summary(carried.WithVerdict("att", Verdict.Healthy)));

        // One that answers is enough for its tier, and a tunnel that is not known to work holds nothing back.
        Assert.Equal("IPv4 by att 50%, webpass 50%; IPv6 by att 50%, webpass 50%", Summary(carried.WithVerdict("webpass", Verdict.Healthy)));
        Assert.Equal("IPv4 by att 100%; IPv6 by att 100%", Summary(carried.WithVerdict("vps", Verdict.Unknown)));
    }

    [Fact]
    public void An_awaited_reserve_stays_one() => Assert.Equal(
        "IPv4 by att 50%, webpass 50%; IPv6 by att 50%, webpass 50%",
        Summary(Well.WithVerdict("att", Verdict.Healthy).WithVerdict("webpass", Verdict.Healthy).Awaiting("monkeybrains", seconds: 4)));

    [Fact]
    public void The_tunnel_carries_before_its_bare_underlay()
    {
        World world = Well.WithVerdict("att", Verdict.Unhealthy).WithVerdict("webpass", Verdict.Unhealthy).WithVerdict("vps", Verdict.Healthy).WithVerdict("monkeybrains", Verdict.Healthy);
        Assert.Equal("IPv4 by vps 100%; IPv6 by nobody", Summary(world));
        Assert.Equal("IPv4 by monkeybrains 100%; IPv6 by monkeybrains 100%", Summary(world.WithVerdict("vps", Verdict.Unhealthy)));
    }

    [Fact]
    public void What_a_working_tunnel_has_no_address_for_is_refused_at_once_and_never_leaves_bare()
    {
        World dead = Well.WithVerdict("att", Verdict.Unhealthy).WithVerdict("webpass", Verdict.Unhealthy).WithVerdict("vps", Verdict.Healthy).WithVerdict("monkeybrains", Verdict.Healthy)
            with
        { Previous = new Selection(["att"], ["att"]) };
        Plan plan = Plan(dead);
        Assert.Equal("IPv4 by vps 100%; IPv6 by nobody", PlanText.Of(plan));
        Assert.Equal("kept for its tunnel", plan.Members.Single(member => member.Name == "monkeybrains").Ipv6.Reason);
        Assert.DoesNotContain(plan.Routes, route => route is { Family: Family.Ipv6, Table: Rtm.RT_TABLE_MAIN, IsDefault: true });
        Assert.Contains("counter name nothing_carries reject", string.Join("\n", plan.Ruleset.Chains.Single(chain => chain.Name == "balance6").Rules), StringComparison.Ordinal);

        // Nor is it left with what is dead where the underlay's own is dead too.
        FamilyHealth unhealthy = new(Verdict.Unhealthy, Failing: null, dead.At);
        World without = dead.With("monkeybrains", upstream => upstream with { Ipv6Health = unhealthy });
        Assert.Equal("IPv4 by vps 100%; IPv6 by nobody", Summary(without));
        Assert.DoesNotContain(Plan(without).Routes, route => route is { Family: Family.Ipv6, Table: Rtm.RT_TABLE_MAIN, IsDefault: true });
        Assert.Equal(plan.Ruleset.Replacement(), Plan(without).Ruleset.Replacement());
        Assert.Equal("IPv4 by monkeybrains 100%; IPv6 by att 100%", Summary(without.WithVerdict("vps", Verdict.Unhealthy)));

        // One that cannot be measured may still work, and is nobody's underlay.
        Assert.Equal("IPv4 by att 100%; IPv6 by att 100%", Summary(Well.WithVerdict("webpass", Verdict.Unhealthy).WithVerdict("vps", Verdict.Unhealthy).WithVerdict("monkeybrains", Verdict.Unhealthy)));
        Assert.Equal("IPv4 by vps 100%; IPv6 by webpass 100%", Summary(dead.WithVerdict("webpass", Verdict.Unknown)));
    }

    [Fact]
    public void A_tunnel_that_has_both_families_carries_both()
    {
        Mwan.Config.Tunnel seed = PlanningWorld.Site.Tunnels[0];
        _ = Mwan.Config.InterfaceAddress.TryParse("2001:db8:77::2/64", out Mwan.Config.InterfaceAddress? inside);
        Mwan.Config.Site site = PlanningWorld.Site with { Tunnels = [seed with { Addresses = [.. seed.Addresses, inside!] }] };
        World dead = Well.WithVerdict("att", Verdict.Unhealthy).WithVerdict("webpass", Verdict.Unhealthy).WithVerdict("vps", Verdict.Healthy).WithVerdict("monkeybrains", Verdict.Healthy);
        Assert.Equal("IPv4 by vps 100%; IPv6 by vps 100%", PlanText.Of(Planner.Plan(site, dead)));
    }

    [Fact]
    public void IPv4_that_a_tunnel_has_no_address_for_goes_by_what_carries_it()
    {
        Mwan.Config.Tunnel seed = PlanningWorld.Site.Tunnels[0];
        _ = Mwan.Config.InterfaceAddress.TryParse("2001:db8:77::2/64", out Mwan.Config.InterfaceAddress? inside);
        Mwan.Config.Site site = PlanningWorld.Site with { Tunnels = [seed with { Addresses = [inside!] }] };
        World dead = Well.WithVerdict("att", Verdict.Unhealthy).WithVerdict("webpass", Verdict.Unhealthy).WithVerdict("vps", Verdict.Healthy).WithVerdict("monkeybrains", Verdict.Healthy);
        Assert.Equal("IPv4 by monkeybrains 100%; IPv6 by vps 100%", PlanText.Of(Planner.Plan(site, dead)));
    }

    [Fact]
    public void A_tunnel_whose_underlay_has_no_carrier_is_not_waited_for()
    {
        World world = Well.WithVerdict("att", Verdict.Unhealthy).WithVerdict("webpass", Verdict.Healthy).WithVerdict("vps", Verdict.Healthy)
            .WithDevice("enmbrains0", device => device with { Carrier = false });
        Assert.Equal("monkeybrains carries it, and it has no carrier", Reason(world, "vps"));
    }

    [Fact]
    public void When_all_are_unhealthy_what_carried_before_carries_on()
    {
        World world = AllUnhealthy;
        Selection previous = new(["webpass"], ["att", "webpass"]);
        Assert.Equal("IPv4 by webpass 100%; IPv6 by att 50%, webpass 50%", Summary(world with { Previous = previous }));
        Assert.Equal("unhealthy; kept, for no other member is better", Plan(world with { Previous = previous }).Members[1].Ipv4.Reason);
    }

    [Fact]
    public void While_nothing_is_healthy_what_answers_again_carries_before_its_hold_is_over()
    {
        World world = AllUnhealthy with { Previous = new Selection(["att", "webpass"], ["att", "webpass"]) };
        World answers = world.Answering("monkeybrains");
        Assert.Equal("IPv4 by monkeybrains 100%; IPv6 by monkeybrains 100%", Summary(answers));
        Assert.Equal("it answers again; its hold is not waited for, for no member is healthy", Plan(answers).Members[2].Ipv4.Reason);

        // What works is not left for a better tier before that one's hold is over.
        World both = answers.Answering("att") with { Previous = new Selection(["monkeybrains"], ["monkeybrains"]) };
        Assert.Equal("IPv4 by monkeybrains 100%; IPv6 by monkeybrains 100%", Summary(both));
        Assert.Equal("IPv4 by att 100%; IPv6 by att 100%", Summary(both with { Previous = Selection.None }));
    }

    [Fact]
    public void A_tunnel_that_answers_again_goes_before_its_bare_underlay_though_that_answered_first()
    {
        World world = AllUnhealthy.Answering("monkeybrains") with { Previous = new Selection(["monkeybrains"], ["monkeybrains"]) };
        Assert.Equal("IPv4 by monkeybrains 100%; IPv6 by monkeybrains 100%", Summary(world));
        Assert.StartsWith("IPv4 by vps 100%; ", Summary(world.Answering("vps")), StringComparison.Ordinal);

        // It has no IPv6 here: that is refused rather than sent bare.
        Assert.EndsWith("IPv6 by nobody", Summary(world.Answering("vps")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_carried_before_and_has_lost_its_carrier_is_not_kept_beside_what_can_carry()
    {
        World world = AllUnhealthy.WithDevice("enatt0.3242", device => device with { Carrier = false });
        world = world with { Previous = new Selection(["att"], ["att"]) };
        Assert.Equal("IPv4 by webpass 100%; IPv6 by webpass 100%", Summary(world));
        World dark = world.WithDevice("enwebpass0", device => device with { Carrier = false }).WithDevice("enmbrains0", device => device with { Carrier = false });
        Assert.Equal("IPv4 by att 100%; IPv6 by att 100%", Summary(dark));
        Assert.Equal("it has no carrier; kept, for no other member can carry", Plan(dark).Members[0].Ipv4.Reason);
    }

    [Fact]
    public void The_tunnels_own_packets_have_the_underlays_table_and_no_other()
    {
        int outer = PlanningWorld.Site.Tunnels[0].OuterMark;
        RuleMessage[] rules = [.. Plan(Well).Rules.Where(rule => rule.Mark == outer && !rule.Invert)];
        Assert.Equal(2, rules.Length);
        Assert.All(rules, rule => Assert.Equal((uint)PlanningWorld.Site.Wans.Single(wan => wan.Name == "monkeybrains").Table, rule.Table));
    }

    [Fact]
    public void A_prefix_that_an_isp_announces_and_that_is_the_lans_does_not_come_in()
    {
        World world = Well.With("att", att => att with { Routes = [.. att.Routes, new StagedRoute(System.Net.IPNetwork.Parse("10.250.250.0/30"), Gateway: null)] });
        Assert.DoesNotContain(Plan(world).Routes, route => route.Destination.ToString() == "10.250.250.0/30");
    }

    [Fact]
    public void The_internal_prefix_is_unreachable_while_the_router_is_not_known()
    {
        Mwan.Config.Site site = PlanningWorld.Site with { Lan = PlanningWorld.Site.Lan with { Router = PlanningWorld.Site.Lan.Router with { Ipv6 = null } } };
        RouteMessage[] routes = [.. Planner.Plan(site, Well with { RouterLinkLocal = null }).Routes.Where(route => route.Destination == site.Lan.Prefix)];
        Assert.Equal(5, routes.Length);
        Assert.All(routes, route => Assert.Equal(Rtm.RTN_UNREACHABLE, route.Type));
    }

    private static Plan Plan(World world) => Planner.Plan(PlanningWorld.Site, world);

    private static string Summary(World world) => PlanText.Of(Plan(world));

    private static string? Reason(World world, string name) => Plan(world).Members.Single(member => member.Name == name).Ipv4.Reason;
}
