using System.Net;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Unit.Config;

public sealed class DefaultsTests
{
    private static readonly Site Site = Sample.Site();

    [Fact]
    public void Marks_and_tables_follow_from_the_order_of_the_file()
    {
        Assert.Equal([(1, 100, 10100), (2, 200, 10200), (3, 300, 10300)], Site.Wans.Select(w => (w.Mark, w.Table, w.StagingTable)));
        Assert.Equal([(4, 400, 201)], Site.Tunnels.Select(t => (t.Mark, t.Table, t.OuterMark)));
        Assert.Equal(99, Site.Management.Table);
    }

    [Fact]
    public void A_DUID_made_from_names_is_a_DUID_UUID_that_never_changes()
    {
        DhcpIdentity identity = Site.Wans[1].Dhcp;

        Assert.Equal(4, identity.DuidType);
        Assert.Equal("99:fc:4a:6f:55:81:8d:97:8d:b5:8e:4a:a1:7b:9a:a2", identity.DuidData);
        Assert.True(identity.ClientIdentifierIsMac);
    }

    [Fact]
    public void An_IAID_made_from_the_name_never_changes() =>
        Assert.Equal(4015094681, Sample.Site(("dhcp: { iaid: 2 }", "mtu: 1500")).Wans[1].Dhcp.Iaid);

    [Fact]
    public void A_DUID_that_is_written_is_split_after_its_type()
    {
        Assert.Equal(3, Site.Wans[0].Dhcp.DuidType);
        Assert.Equal("00:01:d0:fc:d0:7c:85:30", Site.Wans[0].Dhcp.DuidData);
    }

    [Fact]
    public void A_metered_WAN_is_probed_rarely_and_keeps_no_flows()
    {
        Wan wan = Site.Wans[2];

        Assert.Equal(TimeSpan.FromSeconds(5), wan.Health.Interval);
        Assert.Equal(new FlowPolicy(FlowAction.ResetAfter, TimeSpan.FromMinutes(10)), wan.OnRecovery);
        Assert.Equal(TimeSpan.FromSeconds(5), Site.Tunnels[0].Health.Interval);
        Assert.Equal(FlowAction.Drain, Site.Wans[0].OnRecovery.Action);
    }

    [Fact]
    public void An_interval_that_a_metered_WAN_says_itself_holds() =>
        Assert.Equal(TimeSpan.FromSeconds(2), Sample.Site(("timeout: 800ms", "interval: 2s, timeout: 800ms")).Wans[2].Health.Interval);

    [Fact]
    public void A_tunnel_is_held_to_no_stricter_bounds_than_its_underlay()
    {
        static Health Of(string underlay, string site = "", string tunnel = "") => Sample.Site(
            ("timeout: 800ms", underlay),
            ("  quorum: 2", $"  quorum: 2{site}"),
            ("      gateways: [10.11.0.1]\n", $"      gateways: [10.11.0.1]\n{tunnel}")).Tunnels[0].Health;

        Assert.Equal((TimeSpan.FromMilliseconds(800), 3), (Of("timeout: 800ms").Timeout, Of("timeout: 800ms").Failures));
        Assert.Equal(TimeSpan.FromMilliseconds(400), Of("timeout: 100ms").Timeout);
        Assert.Equal(TimeSpan.FromMilliseconds(500), Of("timeout: 800ms", tunnel: "    health: { timeout: 500ms }\n").Timeout);
        Assert.Equal((TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(15)), (Of("interval: 20s, timeout: 15s").Interval, Of("interval: 20s, timeout: 15s").Timeout));
        Assert.Equal(TimeSpan.FromMilliseconds(400), Of("timeout: 800ms", tunnel: "    health: { interval: 500ms }\n").Timeout);
        Assert.Equal(80, Of("maximumLoss: 80").MaximumLoss);
        Assert.Equal(50, Of("maximumLoss: 20").MaximumLoss);
        Assert.Equal(TimeSpan.FromMilliseconds(900), Of("maximumLatency: 900ms", "\n  maximumLatency: 100ms").MaximumLatency);
        Assert.Equal(TimeSpan.Zero, Of("maximumLatency: off", "\n  maximumLatency: 100ms").MaximumLatency);
        Assert.Equal(TimeSpan.Zero, Of("maximumLatency: 900ms").MaximumLatency);
    }

    [Fact]
    public void A_member_inherits_what_its_health_does_not_say()
    {
        Site site = Sample.Site(("  quorum: 2", "  quorum: 1\n  hold: 45s"));

        Assert.Equal((1, TimeSpan.FromSeconds(45), 5), (site.Wans[2].Health.Quorum, site.Wans[2].Health.Hold, site.Wans[2].Health.Failures));
        Assert.Equal(3, site.Wans[0].Health.Failures);
        Assert.Equal(TimeSpan.FromSeconds(3.4), site.Wans[0].Health.DetectionBound);
    }

    [Fact]
    public void A_tunnel_protects_all_WANs_of_better_tiers() => Assert.Equal(["att", "webpass"], Site.Tunnels[0].Protects);

    [Fact]
    public void Ranges_become_pairs() =>
        Assert.Equal(
            new Mapping(IPAddress.Parse("10.250.250.6"), IPAddress.Parse("136.25.91.246")),
            Site.Wans[1].Mappings[4]);

    [Fact]
    public void A_WAN_asks_for_as_much_as_the_internal_prefix_needs()
    {
        Assert.Equal(60, Sample.Site(("    delegation: 60\n    tier", "    tier")).Wans[2].Delegation);
        Assert.Null(Sample.Site(("    delegation: 60\n    tier", "    delegation: off\n    tier")).Wans[2].Delegation);
        Assert.Null(Sample.Site(("    delegation: 60\n    tier", "    ipv6: off\n    tier")).Wans[2].Delegation);
    }

    [Fact]
    public void The_EAP_identity_is_the_MAC_in_upper_case() =>
        Assert.Equal("D0:FC:D0:7C:85:30", Sample.Site((", identity: \"D0:FC:D0:7C:85:30\"", "")).Wans[0].Authentication?.Identity);

    [Fact]
    public void The_link_local_address_is_fixed() =>
        Assert.Equal(IPAddress.Parse("fe80::1"), Sample.Site(("  linkLocal: fe80::be24:11ff:fe72:c1\n", "")).Lan.LinkLocal);

    [Fact]
    public void Health_targets_that_are_left_out_are_those_of_the_sample() =>
        Assert.Equal(Site.Health.Targets, SiteFile.Load(Repository.File("tests/sites/one-wan.yaml")).Site!.Health.Targets);

    [Theory]
    [InlineData("drain", FlowAction.Drain, 0)]
    [InlineData("reset", FlowAction.Reset, 0)]
    [InlineData("'reset-after: 90s'", FlowAction.ResetAfter, 90)]
    [InlineData("{ reset-after: 2m }", FlowAction.ResetAfter, 120)]
    public void A_flow_policy_is_a_word_or_a_mapping(string text, FlowAction action, int seconds) =>
        Assert.Equal(
            new FlowPolicy(action, TimeSpan.FromSeconds(seconds)),
            Sample.Site(("    metered: true\n", $"    metered: true\n    onFailure: {text}\n")).Wans[2].OnFailure);
}
