using System.Net;
using System.Net.Sockets;
using Mwan.Agent.Health;
using Mwan.Agent.Observation;
using Mwan.Agent.Running;
using Mwan.Config;
using Mwan.Tests.Unit.Agent.Status;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Running;

public sealed class LayersTests
{
    private static readonly Upstream Att = new()
    {
        Name = "att",
        Authorization = PortAuthorization.Authorized,
        Lease = new Lease(new InterfaceAddress(IPAddress.Parse("104.57.226.200"), 24), IPAddress.Parse("104.57.226.1")),
        DelegationsKnown = true,
        Delegations = [new Delegation(IPNetwork.Parse("2600:1700:1::/60"), ExampleWorld.Now.AddHours(1), ExampleWorld.Now.AddHours(2))],
        Ipv6Gateway = IPAddress.Parse("fe80::1"),
        Routes = [new StagedRoute(IPNetwork.Parse("0.0.0.0/0"), IPAddress.Parse("104.57.226.1")), new StagedRoute(IPNetwork.Parse("::/0"), IPAddress.Parse("fe80::1"))],
    };

    [Fact]
    public void All_works() => Assert.Equal(new LayerFacts(Carrier: true, Authorization: true, Lease: true, Gateway: null), Of(ExampleWorld.Well, Att, AddressFamily.InterNetwork));

    [Theory]
    [InlineData(AddressFamily.InterNetwork)]
    [InlineData(AddressFamily.InterNetworkV6)]
    public void An_address_without_a_default_route_has_no_gateway(AddressFamily family)
    {
        Upstream other = Att with { Routes = [.. Att.Routes.Where(route => route.Destination.BaseAddress.AddressFamily != family)] };
        Assert.False(Of(ExampleWorld.Well, Att, family).NoGateway);
        Assert.True(Of(ExampleWorld.Well, other, family).NoGateway);

        // Without an address that is the lack.
        Assert.False(Of(ExampleWorld.Well, other with { Lease = null, DelegationsKnown = false }, family).NoGateway);
    }

    [Fact]
    public void A_link_that_is_gone_has_no_carrier() =>
        Assert.Equal(Layer.Carrier, Of(ExampleWorld.WithLink("enatt0.3242", link => link with { Device = null }), Att, AddressFamily.InterNetwork).Blocking);

    [Fact]
    public void A_closed_port_is_named_before_the_lease_that_it_costs() =>
        Assert.Equal(
            Layer.Authorization,
            Of(ExampleWorld.Well, Att with { Authorization = PortAuthorization.Unauthorized, Lease = null }, AddressFamily.InterNetwork).Blocking);

    [Fact]
    public void A_supplicant_that_says_nothing_is_not_held_against_the_wan() =>
        Assert.Null(Of(ExampleWorld.Well, Att with { Authorization = PortAuthorization.Unknown }, AddressFamily.InterNetwork).Authorization);

    [Fact]
    public void A_wan_without_802_1x_has_no_such_layer() =>
        Assert.Null(Of(ExampleWorld.Well, Att with { Name = "webpass", Authorization = PortAuthorization.Unauthorized }, AddressFamily.InterNetwork).Authorization);

    [Fact]
    public void An_expired_delegation_is_none()
    {
        World later = ExampleWorld.Well with { At = ExampleWorld.Now.AddHours(3) };
        Assert.Equal(Layer.Lease, Of(later, Att, AddressFamily.InterNetworkV6).Blocking);
        Assert.Null(Of(later, Att, AddressFamily.InterNetwork).Blocking);
    }

    [Fact]
    public void No_delegation_means_nothing_before_networkd_has_told() =>
        Assert.Null(Of(ExampleWorld.Well, Att with { DelegationsKnown = false, Delegations = [] }, AddressFamily.InterNetworkV6).Lease);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [InlineData(null)]
    public void The_gateway_of_each_family_counts_for_that_family(bool? answers)
    {
        Assert.Equal(answers, Of(ExampleWorld.Well, Att with { Ipv4GatewayAnswers = answers, Ipv6GatewayAnswers = !answers }, AddressFamily.InterNetwork).Gateway);
        Assert.Equal(answers, Of(ExampleWorld.Well, Att with { Ipv4GatewayAnswers = !answers, Ipv6GatewayAnswers = answers }, AddressFamily.InterNetworkV6).Gateway);
    }

    private static LayerFacts Of(World world, Upstream upstream, AddressFamily family) => Layers.Of(ExampleSite.Value, world, upstream, family);
}
