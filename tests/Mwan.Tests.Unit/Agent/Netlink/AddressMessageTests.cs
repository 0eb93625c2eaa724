using Mwan.Agent.Netlink;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Netlink;

public sealed class AddressMessageTests
{
    [Fact]
    public void Every_address_of_a_recorded_dump_is_read() => Assert.Equal(
        "10.0.0.1/32 104.57.226.200/24 127.0.0.1/8 2001:506:72f7:108c::1/128 2001:db8::5/64 ::1/128 fe80::d2fc:d0ff:fe7c:8530/64 fe80::ff:fe00:2/64",
        string.Join(' ', Addresses().Select(address => address.ToString()).Order(StringComparer.Ordinal)));

    [Fact]
    public void On_a_point_to_point_link_the_address_is_our_own_end() =>
        Assert.DoesNotContain(Addresses(), address => address.Address.ToString() == "10.0.0.2");

    [Fact]
    public void An_address_that_is_still_tentative_is_not_usable() =>
        Assert.Equal("2001:db8::5/64", Assert.Single(Addresses(), address => !address.IsUsable).ToString());

    [Fact]
    public void Link_local_addresses_are_told_from_others() =>
        Assert.All(Addresses(), address => Assert.Equal(address.Address.IsIPv6LinkLocal, address.IsLinkLocal));

    private static List<AddressMessage> Addresses()
    {
        List<AddressMessage> addresses = [];
        MessageReader messages = new(Recording.Read("addresses"));
        while (messages.Read())
        {
            if (AddressMessage.Parse(messages.Type, messages.Payload) is { } address)
            {
                addresses.Add(address);
            }
        }

        return addresses;
    }
}
