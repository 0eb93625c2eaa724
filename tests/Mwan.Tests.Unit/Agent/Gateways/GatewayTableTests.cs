using System.Net;
using System.Net.Sockets;
using Mwan.Agent.Gateways;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Tests.Unit.Agent.Planning;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Gateways;

public sealed class GatewayTableTests
{
    private static readonly LinkMessage Link = new() { Index = 7, Name = "enwebpass0", AlternativeNames = [], Up = true, Carrier = true, Resolves = true };
    private static readonly IPAddress Ipv4 = PlanningWorld.Well.Upstreams.Single(upstream => upstream.Name == "webpass").Lease!.Gateway!;
    private static readonly IPAddress Ipv6 = PlanningWorld.Well.Upstreams.Single(upstream => upstream.Name == "webpass").Ipv6Gateway!;

    private readonly GatewayTable _table = new();

    [Theory]
    [InlineData(Rtm.NUD_REACHABLE, true)]
    [InlineData(Rtm.NUD_STALE, true)]
    [InlineData(Rtm.NUD_DELAY, true)]
    [InlineData(Rtm.NUD_FAILED, false)]
    [InlineData(Rtm.NUD_INCOMPLETE, null)]
    [InlineData(Rtm.NUD_PROBE, null)]
    [InlineData(Rtm.NUD_PERMANENT, null)]
    [InlineData(Rtm.NUD_NOARP, null)]
    public void What_the_kernel_knows_is_what_is_known(ushort state, bool? answers)
    {
        Assert.Equal(answers, Look(Link, Neighbour(Ipv4, state)).Ipv4GatewayAnswers);
        Assert.Equal(answers, Look(Link, Neighbour(Ipv6, state)).Ipv6GatewayAnswers);
    }

    [Fact]
    public void Each_family_has_its_own_gateway()
    {
        Upstream seen = Look(Link, Neighbour(Ipv4, Rtm.NUD_FAILED), Neighbour(Ipv6, Rtm.NUD_REACHABLE));
        Assert.Equal((false, true), (seen.Ipv4GatewayAnswers, seen.Ipv6GatewayAnswers));
        Assert.Equal(new Gateway(7, Ipv4), _table.Known[("webpass", AddressFamily.InterNetwork)]);
        Assert.Equal(new Gateway(7, Ipv6), _table.Known[("webpass", AddressFamily.InterNetworkV6)]);
    }

    [Theory]
    [InlineData(Rtm.NUD_FAILED, false)]
    [InlineData(Rtm.NUD_REACHABLE, true)]
    public void While_the_kernel_asks_the_last_answer_stands(ushort before, bool answers)
    {
        _ = Look(Link, Neighbour(Ipv4, before));
        Assert.Equal(answers, Look(Link, Neighbour(Ipv4, Rtm.NUD_INCOMPLETE)).Ipv4GatewayAnswers);
        Assert.Equal(answers, Look(Link, Neighbour(Ipv4, Rtm.NUD_PROBE)).Ipv4GatewayAnswers);
        Assert.Equal(answers, Look(Link).Ipv4GatewayAnswers);
    }

    [Fact]
    public void A_link_that_came_back_under_another_number_begins_anew()
    {
        _ = Look(Link, Neighbour(Ipv4, Rtm.NUD_FAILED));
        Assert.Null(Look(Link with { Index = 8 }).Ipv4GatewayAnswers);
    }

    [Fact]
    public void A_neighbour_of_another_link_is_not_the_gateway() =>
        Assert.Null(Look(Link, Neighbour(Ipv4, Rtm.NUD_FAILED) with { LinkIndex = 9 }).Ipv4GatewayAnswers);

    [Fact]
    public void Where_no_macs_are_asked_for_nothing_can_be_told_and_nobody_is_asked()
    {
        Assert.Null(Look(Link with { Resolves = false }, Neighbour(Ipv4, Rtm.NUD_FAILED)).Ipv4GatewayAnswers);
        Assert.Empty(_table.Known);
    }

    [Fact]
    public void Without_a_carrier_the_gateway_is_not_the_question()
    {
        _ = Look(Link, Neighbour(Ipv4, Rtm.NUD_FAILED));
        Assert.Null(Look(Link with { Carrier = false }, Neighbour(Ipv4, Rtm.NUD_FAILED)).Ipv4GatewayAnswers);
        Assert.Empty(_table.Known);
    }

    private static NeighbourMessage Neighbour(IPAddress address, ushort state) => new(7, address, "020000000001", IsRouter: false, state);

    private Upstream Look(LinkMessage link, params NeighbourMessage[] neighbours) =>
        _table.Complete(PlanningWorld.Well, PlanningWorld.Site, new NetworkSnapshot([link], []) { Neighbours = neighbours }).Upstreams.Single(upstream => upstream.Name == "webpass");
}
