using System.Net;
using Mwan.Agent.Applying;
using Mwan.Agent.Health;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Config;
using Mwan.Tests.Unit.Agent.Planning;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Observation;

/// <summary>Policy tables of others, which may follow the failsafe.</summary>
public sealed class ForeignTableTests
{
    private static readonly Site Covering = PlanningWorld.Site with { Tunnels = [PlanningWorld.Site.Tunnels[0] with { ForeignTables = true }] };

    private static readonly World OnTunnel = PlanningWorld.Well
        .WithVerdict("att", Verdict.Unhealthy).WithVerdict("webpass", Verdict.Unhealthy).WithVerdict("vps", Verdict.Healthy).WithVerdict("monkeybrains", Verdict.Healthy)
        with
    { ForeignTables = [new ForeignTable(Family.Ipv4, 201), new ForeignTable(Family.Ipv6, 202)] };

    [Fact]
    public void They_are_found_by_the_rules_of_others_if_they_have_a_default()
    {
        NetworkSnapshot network = NetworkSnapshot.Empty with
        {
            Rules =
            [
                Rule(201), Rule(201), Rule(202), Rule(Rtm.RT_TABLE_MAIN), Rule(253), Rule((uint)PlanningWorld.Site.Wans[0].Table),
                Rule(203) with { Protocol = Rtm.RTPROT_MWAN }, Rule(204) with { Action = Rtm.FR_ACT_UNREACHABLE },
            ],
            Routes = [Default(201), Default(202) with { Destination = IPNetwork.Parse("192.0.2.0/24") }, Default(203), Default(204), Default(205)],
        };
        Assert.Equal([new ForeignTable(Family.Ipv4, 201)], ForeignTable.Of(PlanningWorld.Site, network));
    }

    [Fact]
    public void While_the_tunnel_carries_they_lead_into_it_if_the_site_wants_that()
    {
        Plan plan = Planner.Plan(Covering, OnTunnel);
        int tunnel = OnTunnel.Links.Single(link => link.Role == LinkRole.Tunnel).Device!.Index;
        RouteMessage[] added = [.. plan.Routes.Where(route => route.Table is 201 or 202)];
        Assert.Equal([Half("0.0.0.0/1"), Half("128.0.0.0/1")], added.Select(route => route.Destination));
        Assert.All(added, route => Assert.Equal((201u, tunnel, Rtm.RTN_UNICAST), (route.Table, route.LinkIndex, route.Type)));
        Assert.DoesNotContain(Planner.Plan(PlanningWorld.Site, OnTunnel).Routes, route => route.Table is 201 or 202);
    }

    [Fact]
    public void Afterwards_they_are_what_they_were()
    {
        World well = OnTunnel.WithVerdict("att", Verdict.Healthy);
        RouteMessage theirs = Default(201);
        RouteMessage[] present = [theirs, .. Planner.Plan(Covering, OnTunnel).Routes.Where(route => route.Table is 201)];
        RouteDifference difference = RouteDifference.Between(Planner.Plan(Covering, well), present);
        Assert.Equal([Half("0.0.0.0/1"), Half("128.0.0.0/1")], difference.Delete.Select(route => route.Destination));
        Assert.DoesNotContain(difference.Put, route => route.Table == 201);
    }

    private static IPNetwork Half(string text) => IPNetwork.Parse(text);

    private static RuleMessage Rule(uint table) => new() { Family = Family.Ipv4, Priority = 10_000, Table = table, Protocol = 3 };

    private static RouteMessage Default(uint table) =>
        new() { Family = Family.Ipv4, Table = table, Destination = IPNetwork.Parse("0.0.0.0/0"), Metric = 0, LinkIndex = 3, Gateway = IPAddress.Parse("192.0.2.1"), Protocol = 3 };
}
