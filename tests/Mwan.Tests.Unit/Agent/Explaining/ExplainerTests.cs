using System.Net;
using Mwan.Agent.Explaining;
using Mwan.Agent.Health;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Config;
using Mwan.Tests.Unit.Agent.Planning;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Explaining;

public sealed class ExplainerTests
{
    private static readonly Pin Voice = new() { To = [], From = [], Protocol = "udp", Ports = [new PortRange(5060, 5061)], Via = "webpass", Strict = false };
    private static readonly Pin Bank = new() { To = [IPNetwork.Parse("192.0.2.0/24")], From = [], Ports = [], Via = "att", Strict = true };

    [Theory]
    [InlineData("1.1.1.1", null, "10.250.250.2 becomes 104.57.226.193 (1:1 mapping)", "10.250.250.2 becomes 136.25.91.242 (1:1 mapping)")]
    [InlineData("1.1.1.1", "10.250.250.6", "10.250.250.6 becomes 104.57.226.197 (1:1 mapping)", "10.250.250.6 becomes 136.25.91.246 (1:1 mapping)")]
    [InlineData("2606:4700::1111", "3d06:bad:b01:1::100", "3d06:bad:b01:1::100 becomes 2600:1700:2f71:c81::100 (prefix 3d06:bad:b01::/60 -> 2600:1700:2f71:c80::/60)", "3d06:bad:b01:1::100 becomes 2604:5500:c271:be01::100 (prefix 3d06:bad:b01::/60 -> 2604:5500:c271:be00::/60)")]
    [InlineData("2606:4700::1111", null, "3d06:bad:b01:fe::2 becomes 2600:1700:2f71:c80::1 (edge of the delegation)", "3d06:bad:b01:fe::2 becomes 2604:5500:c271:be00::1 (edge of the delegation)")]
    public void A_new_flow_from_the_lan_is_balanced_and_translated_at_either_fibre(string address, string? from, string att, string webpass)
    {
        Explanation explanation = Explain(SeedWorld.Well, address, from);
        Assert.True(explanation.Reachable);
        Assert.Equal("A new flow goes by att (50 %) or webpass (50 %).", explanation.Summary);
        Assert.Equal([att, webpass], explanation.Ways.Select(way => way.Translation), StringComparer.Ordinal);
        Assert.Equal("tier 1, healthy for 3h 0min", explanation.Ways[0].Why);
        Assert.Contains(new Excluded("vps", address.Contains(':', StringComparison.Ordinal) ? "it has no IPv6 address" : "in reserve: tier 1 carries"), explanation.Others);
    }

    [Fact]
    public void The_next_hop_is_that_of_each_member()
    {
        Assert.Equal(["via 108.84.8.1 dev enatt0.3242", "via 136.25.91.241 dev enwebpass0"], Explain(SeedWorld.Well, "1.1.1.1").Ways.Select(way => way.NextHop), StringComparer.Ordinal);
        Assert.Equal(["via fe80::f dev enatt0.3242", "via fe80::f dev enwebpass0"], Explain(SeedWorld.Well, "2606:4700::1111").Ways.Select(way => way.NextHop), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("104.57.226.193", "att", "10.250.250.2", "its 1:1 mapping")]
    [InlineData("136.25.91.246", "webpass", "10.250.250.6", "its 1:1 mapping")]
    [InlineData("2600:1700:2f71:c80::1", "att", "3d06:bad:b01:fe::2", "the edge of att's delegation")]
    [InlineData("2604:5500:c271:be02::50", "webpass", "3d06:bad:b01:2::50", "prefix translation 2604:5500:c271:be00::/60 -> 3d06:bad:b01::/60")]
    public void A_public_address_reaches_what_it_stands_for(string address, string member, string target, string how)
    {
        Explanation explanation = Explain(SeedWorld.Well, address);
        Assert.Equal($"From the Internet it comes in by {member} and reaches {target}; answers leave by {member} too.", explanation.Summary);
        Way way = Assert.Single(explanation.Ways);
        Assert.Equal((member, $"{address} becomes {target} ({how})", "dev enmwanbr0"), (way.By, way.Translation, way.NextHop));
    }

    [Fact]
    public void A_public_address_called_from_the_lan_is_translated_back()
    {
        Explanation explanation = Explain(SeedWorld.Well, "104.57.226.193", "10.250.250.3");
        Assert.Equal("One of our own public addresses, called from the LAN: it is translated back to 10.250.250.2 (hairpin) and never leaves the box.", explanation.Summary);
        Assert.Contains("The source becomes 10.250.250.1, so that the answer passes here and is translated too.", explanation.Notes, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("10.250.250.4", "On the LAN: not balanced and not translated.", "dev enmwanbr0")]
    [InlineData("3d06:bad:b01:2::50", "Behind the downstream router: not balanced and not translated.", "via fe80::2 dev enmwanbr0")]
    [InlineData("3d06:bad:b01:fe::2", "On the LAN: not balanced and not translated.", "dev enmwanbr0")]
    [InlineData("10.250.250.1", "This box itself, on the LAN (enmwanbr0): it answers pings there.", null)]
    [InlineData("192.168.1.5", "This box itself, on the management link (enmgmt0): SSH and pings are answered there, and nothing is forwarded to or from it.", null)]
    [InlineData("108.84.10.20", "This box itself, at att (enatt0.3242): nothing behind it is reached, and it answers pings only.", null)]
    [InlineData("2604:5500:c271:8000::72b", "This box itself, at webpass (enwebpass0): nothing behind it is reached, and it answers pings only.", null)]
    public void What_is_near_is_told_as_near(string address, string summary, string? nextHop)
    {
        Explanation explanation = Explain(SeedWorld.Well, address);
        Assert.Equal((true, summary, nextHop), (explanation.Reachable, explanation.Summary, explanation.Ways.SingleOrDefault()?.NextHop));
    }

    [Theory]
    [InlineData("224.0.0.251", null, "Unreachable because such an address is valid on its own link only and is never forwarded.")]
    [InlineData("fe80::1", null, "Unreachable because such an address is valid on its own link only and is never forwarded.")]
    [InlineData("1.1.1.1", "192.168.7.7", "Unreachable because 192.168.7.7 is no address of the LAN: the baseline drops it (counter lan_source_unknown).")]
    [InlineData("2606:4700::1111", "3d06:bad:b01:fe::3", "Unreachable because 3d06:bad:b01:fe::3 is outside 3d06:bad:b01::/60 and is not the router's own: nothing translates it (counter lan_source_untranslatable).")]
    public void What_goes_nowhere_says_why(string address, string? from, string summary) => Unreachable(SeedWorld.Well, summary, address, from);

    [Fact]
    public void A_port_that_a_peer_hands_on_reaches_what_is_behind_the_box()
    {
        Explanation explanation = Explain(SeedWorld.Well, "10.11.0.102", protocol: "tcp", port: 8001, site: Forwarding);
        Assert.Equal("What vps's peer hands on from its tcp port 8001 reaches 10.250.250.3; answers leave by vps too.", explanation.Summary);
        Way way = Assert.Single(explanation.Ways);
        Assert.Equal(("vps", "10.11.0.102 becomes 10.250.250.3 (the port stays)", "dev enmwanbr0"), (way.By, way.Translation, way.NextHop));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("tcp", 444)]
    [InlineData("udp", 443)]
    public void Of_a_port_that_it_does_not_hand_on_the_others_are_told(string? protocol, int? port)
    {
        Explanation explanation = Explain(SeedWorld.Well, "10.11.0.102", protocol: protocol, port: port, site: Forwarding);
        Assert.Equal("This box itself, at vps (wgvps0): it answers pings only, but for the ports that the peer hands on.", explanation.Summary);
        Assert.Equal(["tcp 443, 8000-8010 of the peer reaches 10.250.250.3."], explanation.Notes);
        Assert.Empty(explanation.Ways);
    }

    [Fact]
    public void A_port_that_is_handed_on_is_nothing_to_the_lan() => Assert.Equal(
        "This box itself, at vps (wgvps0): nothing behind it is reached, and it answers pings only.",
        Explain(SeedWorld.Well, "10.11.0.102", "10.250.250.2", "tcp", 443, Forwarding).Summary);

    [Fact]
    public void A_port_that_is_handed_on_through_a_dead_underlay_says_so()
    {
        World dead = SeedWorld.Well.WithDevice("enmbrains0", device => device with { Carrier = false });
        Explanation explanation = Explain(dead, "10.11.0.102", protocol: "tcp", port: 443, site: Forwarding);
        Assert.Equal((false, "Unreachable by vps's peer: monkeybrains carries it, and it has no carrier."), (explanation.Reachable, explanation.Summary));
    }

    [Fact]
    public void A_mapping_of_a_dead_wan_names_the_layer() =>
        Unreachable(SeedWorld.Cut, "Unreachable from the Internet because of att: it has no carrier.", "104.57.226.193");

    [Fact]
    public void An_address_beyond_what_a_delegation_is_translated_to_reaches_nothing() => Unreachable(
        SeedWorld.Well.WithDelegation("att", "2600:1700:2f71:c00::/56"),
        "Unreachable because att's delegation 2600:1700:2f71:c00::/56 is translated only as far as 2600:1700:2f71:c00::/60: nothing inside has this address.",
        "2600:1700:2f71:c99::1");

    [Fact]
    public void A_dead_fibre_leaves_everything_to_the_other_and_says_why()
    {
        Explanation explanation = Explain(SeedWorld.Cut, "1.1.1.1");
        Assert.Equal("A new flow goes by webpass (100 %).", explanation.Summary);
        Assert.Contains(new Excluded("att", "it has no carrier"), explanation.Others);
    }

    [Fact]
    public void A_subnet_that_no_delegation_covers_is_unreachable()
    {
        Assert.Equal("A new flow goes by webpass (100 %).", Explain(SeedWorld.Cut, "2606:4700::1111", "3d06:bad:b01::7").Summary);
        Explanation outside = Explain(SeedWorld.Cut, "2606:4700::1111", "3d06:bad:b01:1::7");
        Assert.Equal((false, "Unreachable because no member carries new IPv6 flows of 3d06:bad:b01:1::7 (counter nothing_carries)."), (outside.Reachable, outside.Summary));
        Assert.Contains(new Excluded("webpass", "it has no translation for 3d06:bad:b01:1::7"), outside.Others);
    }

    [Fact]
    public void The_failsafe_masquerades()
    {
        World down = SeedWorld.Well.WithVerdict("att", Verdict.Unhealthy).WithVerdict("webpass", Verdict.Unhealthy);
        Way way = Assert.Single(Explain(down, "1.1.1.1").Ways);
        Assert.Equal(("vps", "10.250.250.2 becomes 10.11.0.102 (masquerade)", "dev wgvps0"), (way.By, way.Translation, way.NextHop));
    }

    [Fact]
    public void A_pin_is_followed_when_the_flow_is_known_to_match_and_mentioned_when_it_might()
    {
        Site site = With(Voice);
        Assert.Equal("A new flow goes by webpass: pin 1 (udp 5060-5061 via webpass).", Explain(SeedWorld.Well, "1.1.1.1", protocol: "udp", port: 5061, site: site).Summary);
        Assert.Equal("A new flow goes by att (50 %) or webpass (50 %).", Explain(SeedWorld.Well, "1.1.1.1", protocol: "tcp", port: 5060, site: site).Summary);
        Assert.Contains("Pin 1 (udp 5060-5061 via webpass) comes first if the flow has --protocol udp --port 5060.", Explain(SeedWorld.Well, "1.1.1.1", site: site).Notes, StringComparer.Ordinal);
    }

    [Fact]
    public void A_pin_whose_member_is_down_falls_back_unless_it_is_strict()
    {
        World down = SeedWorld.Well.WithVerdict("webpass", Verdict.Unhealthy);
        Explanation back = Explain(down, "1.1.1.1", protocol: "udp", port: 5060, site: With(Voice));
        Assert.Equal("A new flow goes by att (100 %).", back.Summary);
        Assert.Contains("Pin 1 (udp 5060-5061 via webpass) does not hold now, for webpass cannot carry it: unhealthy.", back.Notes, StringComparer.Ordinal);
        Unreachable(SeedWorld.Cut, "Unreachable because pin 1 (to 192.0.2.0/24 via att) is strict and att cannot carry it: it has no carrier (counter pin_refused).", "192.0.2.7", site: With(Bank));
    }

    [Theory]
    [InlineData("10.250.250.1", "att", "main's default leads there", "10.250.250.1 becomes 108.84.10.20")]
    [InlineData("136.25.91.254", "webpass", "its source is an address of this member", null)]
    public void A_flow_of_the_box_itself_follows_its_source_or_mains_default(string from, string member, string why, string? translation)
    {
        Way way = Assert.Single(Explain(SeedWorld.Well, "1.1.1.1", from).Ways);
        Assert.Equal((member, why, translation), (way.By, way.Why, way.Translation));
    }

    [Fact]
    public void When_all_are_down_what_carried_before_is_told_with_its_reason()
    {
        World carried = SeedWorld.Well with { Previous = new Selection(["att"], []) };
        World down = carried.Upstreams.Select(upstream => upstream.Name).Aggregate(carried, (world, name) => world.WithVerdict(name, Verdict.Unhealthy));
        Assert.Equal("tier 1, unhealthy for 0s; kept, for no other member is better", Assert.Single(Explain(down, "1.1.1.1").Ways).Why);
    }

    [Fact]
    public void It_reads_as_agreed() => Assert.Equal(
        """
        104.57.226.193
        From the Internet it comes in by att and reaches 10.250.250.2; answers leave by att too.

        att             100 %  inbound flows and their answers stay on the WAN that they come in by
                               104.57.226.193 becomes 10.250.250.2 (its 1:1 mapping)
                               dev enmwanbr0

        From the LAN the same address works without leaving the box (hairpin): 10.250.250.2 sees 10.250.250.1 as the source.
        """,
        ExplanationText.Render(Explain(SeedWorld.Well, "104.57.226.193")));

    private static Site Forwarding => SeedWorld.Site with
    {
        Tunnels =
        [
            .. SeedWorld.Site.Tunnels.Select(tunnel => tunnel with
            {
                Peer = tunnel.Peer with { Forwards = [new Forward("tcp", [new PortRange(443, 443), new PortRange(8000, 8010)], IPAddress.Parse("10.250.250.3"))] },
            }),
        ],
    };

    private static Site With(Pin pin) => SeedWorld.Site with { Balance = SeedWorld.Site.Balance with { Pins = [pin] } };

    private static void Unreachable(World world, string summary, string address, string? from = null, Site? site = null)
    {
        Explanation explanation = Explain(world, address, from, site: site);
        Assert.Equal((false, summary), (explanation.Reachable, explanation.Summary));
    }

    private static Explanation Explain(World world, string address, string? from = null, string? protocol = null, int? port = null, Site? site = null)
    {
        Site asked = site ?? SeedWorld.Site;
        return Explainer.Of(asked, world, Planner.Plan(asked, world), new Question(IPAddress.Parse(address), from is null ? null : IPAddress.Parse(from), protocol, port));
    }
}
