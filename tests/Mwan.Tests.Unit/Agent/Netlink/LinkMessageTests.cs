using Mwan.Agent.Netlink;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Netlink;

public sealed class LinkMessageTests
{
    [Fact]
    public void Every_link_of_a_recorded_dump_is_read() =>
        Assert.Equal("lo world0 enatt0 down0", string.Join(' ', Links(Recording.Read("links")).Select(link => link.Name)));

    [Fact]
    public void A_link_has_its_mac_carrier_names_and_kind()
    {
        LinkMessage link = Links(Recording.Read("links")).Single(candidate => candidate.Name == "enatt0");
        Assert.Equal("d0:fc:d0:7c:85:30", link.Mac);
        Assert.True(link.Up);
        Assert.True(link.Carrier);
        Assert.Equal("veth", link.Kind);
        Assert.Equal(1500, link.Mtu);
        Assert.Equal(["enp1s0", "hostpci0"], link.AlternativeNames);
        Assert.Null(link.ParentDevice);
    }

    [Fact]
    public void A_link_that_is_off_is_not_up_whatever_it_says_of_its_carrier()
    {
        LinkMessage link = Links(Recording.Read("links")).Single(candidate => candidate.Name == "down0");
        Assert.False(link.Up);
        Assert.True(link.Carrier);
    }

    [Fact]
    public void A_mac_of_zeroes_is_none() =>
        Assert.Null(Links(Recording.Read("links")).Single(link => link.Name == "lo").Mac);

    [Fact]
    public void A_dump_cut_at_any_byte_gives_a_part_of_its_links_and_no_error()
    {
        byte[] whole = Recording.Read("links");
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.InRange(Links(whole.AsSpan(0, length)).Count, 0, 4);
        }
    }

    [Fact]
    public void A_dump_with_any_byte_changed_is_read_without_an_error()
    {
        byte[] whole = Recording.Read("links");
        for (int position = 0; position < whole.Length; position++)
        {
            byte[] changed = [.. whole];
            changed[position] ^= 0xff;
            _ = Links(changed);
        }
    }

    private static List<LinkMessage> Links(ReadOnlySpan<byte> dump)
    {
        List<LinkMessage> links = [];
        MessageReader messages = new(dump);
        while (messages.Read())
        {
            if (LinkMessage.Parse(messages.Type, messages.Payload) is { } link)
            {
                links.Add(link);
            }
        }

        return links;
    }
}
