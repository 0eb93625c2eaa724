using System.Net;
using Mwan.Agent.Netlink;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Netlink;

public sealed class RouteMessageTests
{
    private static readonly RouteMessage Default = new()
    {
        Family = Family.Ipv4,
        Table = 1001,
        Destination = IPNetwork.Parse("0.0.0.0/0"),
        Metric = 100,
        LinkIndex = 7,
        Gateway = IPAddress.Parse("198.51.100.1"),
        Source = IPAddress.Parse("198.51.100.10"),
    };

    [Fact]
    public void A_default_route_is_written_as_the_kernel_wants_it() => Assert.Equal(
        "44000000" + "1800" + "0505" + "05000000" + "00000000"
            + "02000000" + "004d0001" + "04000000"
            + "08000f00e9030000" + "0800060064000000" + "0800040007000000" + "08000500c6336401" + "08000700c633640a",
        Hex(Default));

    [Theory]
    [InlineData("10.250.250.0/29", null, Rtm.RTN_UNICAST, 3)]
    [InlineData("::/0", "fe80::1", Rtm.RTN_UNICAST, 3)]
    [InlineData("3d06:bad:b01::/60", "fe80::2", Rtm.RTN_UNICAST, 4)]
    [InlineData("0.0.0.0/0", null, Rtm.RTN_UNREACHABLE, 0)]
    [InlineData("::/0", null, Rtm.RTN_UNREACHABLE, 0)]
    public void What_is_written_is_read_again(string destination, string? gateway, byte type, int link)
    {
        IPNetwork network = IPNetwork.Parse(destination);
        RouteMessage route = new()
        {
            Family = network.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? Family.Ipv4 : Family.Ipv6,
            Table = 100,
            Destination = network,
            Metric = 5,
            Type = type,
            LinkIndex = link,
            Gateway = gateway is null ? null : IPAddress.Parse(gateway),
        };
        Assert.Equal(route, RouteMessage.Parse(Rtm.RTM_NEWROUTE, Convert.FromHexString(Hex(route)).AsSpan(Nl.HeaderLength)));
    }

    [Fact]
    public void A_message_cut_at_any_byte_is_read_without_an_error()
    {
        byte[] whole = Convert.FromHexString(Hex(Default))[Nl.HeaderLength..];
        for (int length = 0; length < whole.Length; length++)
        {
            _ = RouteMessage.Parse(Rtm.RTM_NEWROUTE, whole.AsSpan(0, length));
        }
    }

    [Fact]
    public void Of_several_next_hops_the_first_is_told()
    {
        byte[] message = Convert.FromHexString(
            "0a00000000000001" + "00000000"
            + "3c000900"
            + "1c000000" + "03000000" + "14000500" + "fe800000000000000000000000000001"
            + "1c000000" + "04000000" + "14000500" + "fe800000000000000000000000000002");
        RouteMessage? route = RouteMessage.Parse(Rtm.RTM_NEWROUTE, message);
        Assert.Equal((true, 3, "fe80::1"), (route?.Multipath, route?.LinkIndex, route?.Gateway?.ToString()));
    }

    private static string Hex(RouteMessage route)
    {
        RequestWriter request = new(new byte[256]);
        route.Write(ref request, Rtm.RTM_NEWROUTE, Nl.NLM_F_ACK | Nl.NLM_F_CREATE | Nl.NLM_F_REPLACE, sequence: 5);
        return Convert.ToHexStringLower(request.End());
    }
}
