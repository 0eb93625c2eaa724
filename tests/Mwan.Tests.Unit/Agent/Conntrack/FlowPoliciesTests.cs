using System.Net;
using Mwan.Agent.Conntrack;
using Mwan.Agent.Health;
using Mwan.Agent.Observation;
using Mwan.Config;
using Mwan.Tests.Unit.Agent.Planning;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Conntrack;

/// <summary>AT&amp;T has the mark 1, Webpass 2, Monkeybrains 3 (tier 3, metered), its tunnel 4 (tier 2), whose own packets have 201 (c9).</summary>
public sealed class FlowPoliciesTests
{
    private static readonly Site Example = PlanningWorld.Site;
    private static readonly World Well = All(PlanningWorld.Well, Verdict.Healthy);
    private static readonly World Cut = Well.WithDevice("enatt0.3242", device => device with { Carrier = false }).WithVerdict("att", Verdict.Unhealthy);
    private static readonly World Sick = Well.WithVerdict("att", Verdict.Unhealthy);
    private static readonly World Backup = All(Well, Verdict.Unhealthy).WithVerdict("monkeybrains", Verdict.Healthy);

    [Fact]
    public void A_quiet_system_deletes_nothing()
    {
        History history = new(Site());
        Assert.Empty(history.See(Well));
        Assert.Empty(history.See(Well, after: 10));
    }

    [Fact]
    public void All_flows_of_a_wan_that_lost_its_carrier_are_deleted_at_once_and_what_raced_in_a_second_later()
    {
        History history = new(Site());
        _ = history.See(Well);
        Assert.Equal(["att IPv4 1/ff: it has no carrier", "att IPv6 1/ff: it has no carrier"], history.See(Cut, after: 10));
        Assert.Empty(history.See(Cut));
        Assert.Equal(["11: att IPv4 101/1ff: it has no carrier", "11: att IPv6 101/1ff: it has no carrier"], history.Stay(Cut, seconds: 60));
    }

    [Fact]
    public void A_second_loss_is_like_the_first()
    {
        History history = new(Site());
        _ = history.See(Well);
        Assert.Equal(2, history.See(Cut).Length);
        _ = history.Stay(Cut, seconds: 5);
        Assert.Empty(history.See(Well));
        Assert.Equal(2, history.See(Cut).Length);
    }

    [Fact]
    public void A_wan_that_has_no_carrier_when_the_agent_starts_has_its_flows_deleted_too() =>
        Assert.Equal(["att IPv4 1/ff: it has no carrier", "att IPv6 1/ff: it has no carrier"], new History(Site()).See(Cut));

    [Fact]
    public void A_lost_lease_is_a_matter_of_ipv4_alone()
    {
        History history = new(Site());
        _ = history.See(Well);
        Assert.Equal(["att IPv4 1/ff: it has no address"], history.See(Well.With("att", att => att with { Lease = null })));
    }

    [Fact]
    public void A_withdrawn_delegation_is_a_matter_of_ipv6_alone_and_one_that_nobody_knows_is_none()
    {
        History history = new(Site());
        _ = history.See(Well);
        Assert.Empty(history.See(Well.WithDelegation("att")));
        Assert.Equal(["att IPv6 1/ff: it has no delegated prefix"], history.See(Well.WithDelegation("att").With("att", att => att with { DelegationsKnown = true })));
    }

    [Fact]
    public void A_port_that_is_closed_loses_the_flows_of_both_families()
    {
        History history = new(Site());
        _ = history.See(Well);
        Assert.Equal(2, history.See(Well.With("att", att => att with { Authorization = PortAuthorization.Unauthorized })).Length);
    }

    [Fact]
    public void When_no_member_works_nothing_is_deleted_until_one_does()
    {
        World none = Dark(Well);
        History history = new(Site());
        _ = history.See(Well);
        Assert.Empty(history.See(none));
        Assert.Empty(history.Stay(none, seconds: 3600));
        World one = none.WithDevice("enwebpass0", device => device with { Carrier = true }).WithVerdict("webpass", Verdict.Healthy);
        string[] deleted = history.See(one);
        Assert.Contains(deleted, text => text == "att IPv4 1/ff: it has no carrier");
        Assert.DoesNotContain(deleted, text => text.StartsWith("webpass", StringComparison.Ordinal));
    }

    [Fact]
    public void When_every_member_is_unhealthy_nothing_is_deleted_whatever_the_policy()
    {
        World sick = All(Well, Verdict.Unhealthy);
        History history = new(Site(att => att with { OnFailure = new FlowPolicy(FlowAction.Reset) }));
        _ = history.See(Well);
        Assert.Empty(history.See(sick));
        Assert.Empty(history.Stay(sick, seconds: 3600));
    }

    [Fact]
    public void A_member_that_answers_takes_what_was_on_a_lost_one_before_its_hold_is_over()
    {
        World cut = All(Well, Verdict.Unhealthy).WithDevice("enatt0.3242", device => device with { Carrier = false }).Answering("monkeybrains");
        History history = new(Site());
        _ = history.See(Well);
        Assert.Contains(history.See(cut), static text => text == "att IPv4 1/ff: it has no carrier");
    }

    [Fact]
    public void Flows_of_an_unhealthy_wan_drain_but_for_udp_that_nobody_answers_and_tcp_that_nobody_has_answered()
    {
        History history = new(Site());
        _ = history.See(Well);
        string[] deleted = history.See(Sick);
        Assert.Equal(
            [
                "att IPv4 101/1ff unanswered tcp: it is unhealthy, and nothing has ever answered them",
                "att IPv4 1/ff silent udp: it is unhealthy, and for 10 s nothing answered them",
                "att IPv6 101/1ff unanswered tcp: it is unhealthy, and nothing has ever answered them",
                "att IPv6 1/ff silent udp: it is unhealthy, and for 10 s nothing answered them",
            ],
            deleted);
        string[] later = history.Stay(Sick, seconds: 30);
        Assert.Equal(2, later.Count(text => text.StartsWith("1: ", StringComparison.Ordinal) && text.Contains("unanswered tcp", StringComparison.Ordinal)));
        Assert.All(later.Where(text => !text.StartsWith("1: ", StringComparison.Ordinal)), text => Assert.Contains("silent udp", text, StringComparison.Ordinal));
        Assert.Empty(history.See(Well));
        Assert.Null(history.Next is { } next && next < TimeSpan.FromMinutes(5) ? next : null);
    }

    [Fact]
    public void After_a_while_the_looks_for_silent_flows_grow_rare()
    {
        History history = new(Site());
        _ = history.See(Sick);
        Assert.InRange(history.Stay(Sick, seconds: 300).Count(text => text.Contains("silent", StringComparison.Ordinal)), 2 * 60, 2 * 75);
    }

    [Fact]
    public void On_failure_reset_deletes_what_may_go_elsewhere_at_once()
    {
        History history = new(Site(att => att with { OnFailure = new FlowPolicy(FlowAction.Reset) }));
        _ = history.See(Well);
        Assert.Equal(["att IPv4 101/1ff: it is unhealthy", "att IPv6 101/1ff: it is unhealthy"], Loud(history.See(Sick)));
        string[] later = Loud(history.Stay(Sick, seconds: 3600));
        Assert.Equal(["1: att IPv4 101/1ff: it is unhealthy", "1: att IPv6 101/1ff: it is unhealthy"], later[..2]);
        Assert.DoesNotContain(later[2..], text => text.Contains("att IP", StringComparison.Ordinal));
    }

    [Fact]
    public void On_failure_reset_after_waits_and_a_recovery_in_between_cancels_it()
    {
        History history = new(Site(att => att with { OnFailure = new FlowPolicy(FlowAction.ResetAfter, TimeSpan.FromMinutes(2)) }));
        _ = history.See(Well);
        _ = history.See(Sick);
        Assert.Empty(Loud(history.Stay(Sick, seconds: 100)));
        Assert.Empty(history.See(Well));
        _ = history.See(Sick);
        Assert.Empty(Loud(history.Stay(Sick, seconds: 119)));
        Assert.Equal("220: att IPv4 101/1ff: it is unhealthy for 2 min", Loud(history.Stay(Sick, seconds: 2))[0]);
    }

    [Fact]
    public void Flows_on_a_metered_backup_are_deleted_ten_minutes_after_a_better_tier_is_back_but_those_of_pins_are_not()
    {
        History history = new(Site());
        _ = history.See(Backup);
        _ = history.Stay(Backup, seconds: 100);
        Assert.Empty(history.See(Well));
        Assert.Empty(history.Stay(Well, seconds: 599));
        Assert.Contains(history.Stay(Well, seconds: 1), text => text == "700: monkeybrains IPv4 103/3ff: att, webpass carried instead for 10 min");
        Assert.Contains(history.Stay(Well, seconds: 10), text => text == "701: monkeybrains IPv4 103/3ff: att, webpass carried instead for 10 min");
        Assert.Empty(history.Stay(Well, seconds: 86400));
    }

    [Fact]
    public void A_backup_that_is_needed_again_keeps_its_flows()
    {
        History history = new(Site());
        _ = history.See(Backup);
        Assert.Empty(history.See(Well));
        Assert.Empty(history.Stay(Well, seconds: 300));
        _ = history.See(Backup);
        Assert.DoesNotContain(history.Stay(Backup, seconds: 3600), text => text.Contains("monkeybrains", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FlowAction.Reset, 1)]
    [InlineData(FlowAction.Drain, 0)]
    public void On_recovery_the_policy_of_the_member_that_flows_sit_on_counts(FlowAction action, int expected)
    {
        Site site = Site(change: null, backup => backup with { OnRecovery = new FlowPolicy(action) });
        History history = new(site);
        _ = history.See(Backup);
        Assert.Equal(expected, history.See(Well).Count(text => text.StartsWith("monkeybrains IPv4 103/3ff", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_better_tier_whose_health_is_yet_unknown_has_not_recovered()
    {
        Site site = Site(change: null, backup => backup with { OnRecovery = new FlowPolicy(FlowAction.Reset) });
        World unknown = All(Well, Verdict.Unknown);
        History history = new(site);
        Assert.Empty(history.See(unknown));
        Assert.NotEmpty(history.See(Well));
    }

    [Fact]
    public void A_member_beside_one_that_is_back_keeps_its_flows()
    {
        History history = new(Site(att => att with { OnRecovery = new FlowPolicy(FlowAction.Reset) }));
        _ = history.See(Sick);
        Assert.DoesNotContain(history.See(Well), text => text.StartsWith("webpass", StringComparison.Ordinal) || text.StartsWith("att", StringComparison.Ordinal));
    }

    [Fact]
    public void A_renumbered_delegation_clears_the_flows_of_the_old_prefix_once()
    {
        History history = new(Site());
        _ = history.See(Well.WithDelegation("att", "2001:db8:1:10::/60"));
        World renumbered = Well.WithDelegation("att", "2001:db8:1:80::/60");
        Assert.Equal(["att IPv6 1/ff of 2001:db8:1:10::/60: 2001:db8:1:10::/60 is 2001:db8:1:80::/60 now"], history.See(renumbered));
        Assert.Empty(history.See(renumbered));
    }

    [Fact]
    public void A_prefix_that_comes_back_unchanged_clears_nothing_and_another_one_does()
    {
        History history = new(Site());
        _ = history.See(Well.WithDelegation("att", "2001:db8:1:10::/60"));
        _ = history.See(Well.WithDelegation("att"));
        Assert.Empty(history.See(Well.WithDelegation("att", "2001:db8:1:10::/60")));
        _ = history.See(Well.WithDelegation("att"));
        _ = Assert.Single(history.See(Well.WithDelegation("att", "2001:db8:1:80::/60")));
    }

    [Fact]
    public void Another_leased_address_clears_the_flows_of_the_old_one_and_those_of_the_tunnel_that_it_carries()
    {
        History history = new(Site());
        _ = history.See(Well);
        World renumbered = Well.With("monkeybrains", wan => wan with { Lease = wan.Lease! with { Address = new InterfaceAddress(IPAddress.Parse("198.18.3.77"), 24) } });
        Assert.Equal(
            ["monkeybrains IPv4 3/ff of 198.18.3.10/32: 198.18.3.10/32 is 198.18.3.77/32 now", "monkeybrains IPv4 c9/ff of 198.18.3.10/32: 198.18.3.10/32 is 198.18.3.77/32 now"],
            history.See(renumbered));
    }

    [Fact]
    public void A_delegation_that_changed_while_no_agent_was_there_clears_the_flows_of_the_old_prefix_once()
    {
        History before = new(Site());
        _ = before.See(Well.WithDelegation("att", "2001:db8:1:10::/60"));
        History after = new(Site(), before.Left);

        // A start knows nothing of delegations until networkd has told.
        Assert.Empty(after.See(Well.WithDelegation("att")));
        World renumbered = Well.WithDelegation("att", "2001:db8:1:80::/60");
        Assert.Equal(["att IPv6 1/ff of 2001:db8:1:10::/60: 2001:db8:1:10::/60 is 2001:db8:1:80::/60 now"], after.See(renumbered));
        Assert.Empty(after.See(renumbered));
    }

    [Fact]
    public void An_address_that_changed_while_no_agent_was_there_clears_its_flows_and_those_of_the_tunnel()
    {
        History before = new(Site());
        _ = before.See(Well);
        World renumbered = Well.With("monkeybrains", wan => wan with { Lease = wan.Lease! with { Address = new InterfaceAddress(IPAddress.Parse("198.18.3.77"), 24) } });
        Assert.Equal(
            ["monkeybrains IPv4 3/ff of 198.18.3.10/32: 198.18.3.10/32 is 198.18.3.77/32 now", "monkeybrains IPv4 c9/ff of 198.18.3.10/32: 198.18.3.10/32 is 198.18.3.77/32 now"],
            new History(Site(), before.Left).See(renumbered));
    }

    [Fact]
    public void A_restart_in_an_unchanged_world_deletes_nothing()
    {
        History before = new(Site());
        _ = before.See(Well);
        Assert.Empty(new History(Site(), before.Left).See(Well));
    }

    [Fact]
    public void An_agent_that_died_before_it_had_cleared_the_flows_leaves_that_to_the_next()
    {
        History before = new(Site());
        _ = before.See(Well.WithDelegation("att", "2001:db8:1:10::/60"));
        _ = before.See(Well.WithDelegation("att", "2001:db8:1:80::/60"));
        History after = new(Site(), before.Left);
        Assert.Equal(
            ["att IPv6 1/ff of 2001:db8:1:10::/60: 2001:db8:1:10::/60 is 2001:db8:1:80::/60 now"],
            after.See(Well.WithDelegation("att", "2001:db8:1:80::/60")));
    }

    [Fact]
    public void What_is_remembered_of_former_prefixes_is_bounded_and_never_the_current_one()
    {
        History history = new(Site());
        for (int turn = 0; turn < 40; turn++)
        {
            _ = history.See(Well.WithDelegation("att", $"2001:db8:{turn % 20:x}00::/60"));
        }

        KnownTranslation known = history.Left.Single(known => known is { Member: "att", Family: Mwan.Agent.Netlink.Family.Ipv6 });
        Assert.Equal(KnownTranslation.MaximumNetworks, known.Networks.Count);
        Assert.Equal(IPNetwork.Parse("2001:db8:1300::/60"), known.Networks[0]);
        Assert.Equal(known.Networks.Count, known.Networks.Distinct().Count());
    }

    [Fact]
    public void A_tunnel_is_lost_with_what_carries_it()
    {
        History history = new(Site());
        _ = history.See(Well);
        World cut = Well.WithDevice("enmbrains0", device => device with { Carrier = false });
        Assert.Contains(history.See(cut), text => text.StartsWith("vps IPv4 4/ff", StringComparison.Ordinal));
    }

    private static string[] Loud(string[] deletions) => [.. deletions.Where(text => !text.Contains("silent", StringComparison.Ordinal) && !text.Contains("unanswered", StringComparison.Ordinal))];

    private static World All(World world, Verdict verdict) =>
        world.Upstreams.Aggregate(world, (changed, upstream) => changed.WithVerdict(upstream.Name, verdict));

    private static World Dark(World world) =>
        Example.Wans.Aggregate(world, (dark, wan) => dark.WithDevice(wan.DataInterface, device => device with { Carrier = false }));

    private static Site Site(Func<Wan, Wan>? change = null, Func<Wan, Wan>? backup = null) => Example with
    {
        Wans = [.. Example.Wans.Select(wan => wan.Name switch
        {
            "att" => change?.Invoke(wan) ?? wan,
            "monkeybrains" => backup?.Invoke(wan) ?? wan,
            _ => wan,
        })],
    };
}
