using System.Net;
using Mwan.Build.Lab;
using Mwan.Config;
using Mwan.Tests.Unit.Config;
using Xunit;

namespace Mwan.Tests.Unit.Build.Lab;

public sealed class ForbiddenTrafficTests
{
    private static readonly LabNetwork Network = new(SiteFile.Load(Repository.File("mwan.yaml")).Site!);
    private static readonly LabIsp Att = Network.Isps[0];
    private static readonly LabIsp Webpass = Network.Isps[1];

    [Theory]
    [InlineData("10.250.250.2")]
    [InlineData("10.250.1.45")]
    [InlineData("136.25.91.242")]
    [InlineData("3d06:bad:b01:1::100")]
    [InlineData("2604:5500:c271:be01::100")]
    public void A_source_that_is_not_the_wans_own_is_found(string source) =>
        Assert.Single(ForbiddenTraffic.ForeignSources(Seen((Att, Sent(0, source, 40000))), []));

    [Theory]
    [InlineData("104.57.226.193")]
    [InlineData("198.18.0.10")]
    [InlineData("0.0.0.0")]
    [InlineData("2600:1700:2f71:c81::100")]
    [InlineData("fe80::1234")]
    [InlineData("::")]
    public void A_source_of_its_own_is_not(string source) =>
        Assert.Empty(ForbiddenTraffic.ForeignSources(Seen((Att, Sent(0, source, 40000))), []));

    [Fact]
    public void What_the_isp_sends_may_have_any_source() =>
        Assert.Empty(ForbiddenTraffic.ForeignSources(Seen((Att, Sent(0, "10.0.0.1", 40000) with { FromRouter = false })), []));

    [Theory]
    [InlineData(CapturedPacket.Icmp, 10, 0)]
    [InlineData(CapturedPacket.Icmpv6, 10, 0)]
    [InlineData(CapturedPacket.Icmpv6, 9, 1)]
    [InlineData(CapturedPacket.Icmpv6, 21, 1)]
    [InlineData(CapturedPacket.Tcp, 10, 1)]
    [InlineData(CapturedPacket.Udp, 10, 1)]
    public void Only_errors_by_icmp_are_excused_while_there_is_no_firewall(int protocol, double time, int found) =>
        Assert.Equal(found, ForbiddenTraffic.ForeignSources(Seen((Att, Sent(time, "10.250.1.45", 0) with { Protocol = protocol })), [(10, 20)]).Count);

    [Theory]
    [InlineData("104.57.226.193", "136.25.91.242")]
    [InlineData("2600:1700:2f71:c81::100", "2604:5500:c271:be01::100")]
    public void A_flow_that_changes_its_wan_is_found(string first, string then) =>
        Assert.Single(Flows([], (Att, Sent(0, first, 40000)), (Webpass, Sent(1, then, 40000)), (Webpass, Sent(2, then, 40000))));

    [Fact]
    public void Two_flows_may_use_two_wans() =>
        Assert.Empty(Flows([], (Att, Sent(0, "104.57.226.193", 40000)), (Webpass, Sent(1, "136.25.91.242", 40001)), (Webpass, Sent(2, "136.25.91.243", 40000))));

    [Fact]
    public void What_the_internet_still_sends_by_a_wan_that_failed_is_not_the_routers_doing()
    {
        CapturedPacket late = new(3, false, LabNetwork.Echo, IPAddress.Parse("104.57.226.193"), CapturedPacket.Tcp, 443, 40000, null);
        (LabIsp, CapturedPacket)[] moved = [(Att, Sent(0, "104.57.226.193", 40000)), (Webpass, Sent(2, "136.25.91.242", 40000)), (Att, late), (Webpass, Sent(4, "136.25.91.242", 40000))];
        Assert.Empty(Flows([(Att, 1)], moved));
        Assert.NotEmpty(Flows([(Att, 5)], moved));
        Assert.Empty(Flows([], moved[1..]));
        Assert.Empty(Flows([], moved[2..]));
    }

    [Fact]
    public void An_answer_by_the_other_wan_is_found() =>
        Assert.Single(Flows([], (Att, new CapturedPacket(0, false, LabNetwork.Echo, IPAddress.Parse("104.57.226.193"), CapturedPacket.Tcp, 50000, 443, 7)), (Webpass, new CapturedPacket(1, true, IPAddress.Parse("136.25.91.242"), LabNetwork.Echo, CapturedPacket.Tcp, 443, 50000, null))));

    [Fact]
    public void A_port_that_is_used_anew_begins_another_flow() =>
        Assert.Empty(Flows([], (Att, Sent(0, "104.57.226.193", 40000) with { Opens = 1 }), (Webpass, Sent(5, "136.25.91.242", 40000) with { Opens = 2 })));

    [Fact]
    public void A_repeated_opening_is_of_the_same_flow() =>
        Assert.Single(Flows([], (Att, Sent(0, "104.57.226.193", 40000) with { Opens = 1 }), (Webpass, Sent(1, "136.25.91.242", 40000) with { Opens = 1 })));

    [Fact]
    public void What_is_opened_again_after_a_reset_is_another_flow()
    {
        CapturedPacket opens = Sent(0, "104.57.226.193", 40000) with { Opens = 1 };
        CapturedPacket again = Sent(2, "136.25.91.242", 40000) with { Opens = 1 };
        Assert.Empty(Flows([], (Att, opens), (Att, Sent(1, "104.57.226.193", 40000) with { Resets = true }), (Webpass, again)));
        Assert.Single(Flows([], (Att, opens), (Webpass, Sent(1, "136.25.91.242", 40000) with { Resets = true })));
        Assert.Single(Flows([], (Att, opens), (Att, Sent(1, "104.57.226.193", 40000) with { Resets = true }), (Webpass, again with { Opens = null })));
    }

    [Fact]
    public void A_flow_may_leave_a_wan_that_failed_but_not_before_that() =>
        Assert.Single(Flows([(Att, 10)], (Att, Sent(0, "104.57.226.193", 1)), (Webpass, Sent(11, "136.25.91.242", 1)), (Att, Sent(0, "104.57.226.193", 2)), (Webpass, Sent(9, "136.25.91.242", 2))));

    [Fact]
    public void A_flow_may_not_leave_a_wan_because_another_failed() =>
        Assert.Single(Flows([(Att, 10)], (Webpass, Sent(0, "136.25.91.242", 1)), (Att, Sent(11, "104.57.226.193", 1))));

    [Fact]
    public void A_tunnels_own_packet_by_another_wan_than_the_one_that_carries_it_is_found()
    {
        CapturedPacket outer = new(0, true, IPAddress.Parse("198.18.2.10"), IPAddress.Parse("203.0.113.10"), CapturedPacket.Udp, 40000, 51820, null);
        Assert.Empty(new ForbiddenTraffic(Network).StrayedTunnels(Seen((Network.Isps[2], outer))));
        Assert.Single(new ForbiddenTraffic(Network).StrayedTunnels(Seen((Att, outer), (Network.Isps[2], outer))));
    }

    [Theory]
    [InlineData("203.0.113.10", 443)]
    [InlineData("198.51.100.80", 51820)]
    public void What_only_looks_like_it_is_not(string destination, int port) =>
        Assert.Empty(new ForbiddenTraffic(Network).StrayedTunnels(Seen((Att, new CapturedPacket(0, true, IPAddress.Parse("198.18.0.10"), IPAddress.Parse(destination), CapturedPacket.Udp, 40000, port, null)))));

    private static IReadOnlyList<string> Flows(IReadOnlyList<(LabIsp Isp, double Since)> faults, params (LabIsp Isp, CapturedPacket Packet)[] packets) =>
        new ForbiddenTraffic(Network).FlowsOnTwoWans(Seen(packets), faults);

    private static CapturedPacket Sent(double time, string source, int port)
    {
        IPAddress address = IPAddress.Parse(source);
        return new CapturedPacket(time, true, address, address.AddressFamily == LabNetwork.Echo.AddressFamily ? LabNetwork.Echo : LabNetwork.Echo6, CapturedPacket.Tcp, port, 443, null);
    }

    private static Dictionary<LabIsp, IReadOnlyList<CapturedPacket>> Seen(params (LabIsp Isp, CapturedPacket Packet)[] packets) =>
        packets.GroupBy(static pair => pair.Isp).ToDictionary(static group => group.Key, static group => (IReadOnlyList<CapturedPacket>)[.. group.Select(static pair => pair.Packet)]);
}
