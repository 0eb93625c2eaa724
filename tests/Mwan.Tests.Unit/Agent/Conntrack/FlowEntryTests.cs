using System.Net;
using Mwan.Agent.Conntrack;
using Mwan.Agent.Netlink;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Conntrack;

public sealed class FlowEntryTests
{
    [Fact]
    public void A_flow_is_read_as_the_kernel_tells_it()
    {
        FlowEntry flow = Recorded.Flow;
        Assert.Equal(Family.Ipv4, flow.Family);
        Assert.Equal(IPAddress.Loopback, flow.Destination);
        Assert.Equal(IPAddress.Loopback, flow.ReplyDestination);
        Assert.Equal((3UL, 1UL), (flow.Sent, flow.Answered));
        Assert.Equal((0x101u, true, true, false), (flow.Mark, flow.IsChosen, flow.IsAnswered, flow.IsInbound));
    }

    [Fact]
    public void A_flow_without_counters_is_read_too() => Assert.Null(Recorded.With(sent: null).Sent);

    [Fact]
    public void A_flow_that_came_in_to_a_public_address_is_inbound_and_a_hairpin_is_not()
    {
        Assert.True(Recorded.With(mark: 1, status: 0xa | 0x20).IsInbound);
        Assert.False(Recorded.With(mark: 1, status: 0xa | 0x30).IsInbound);
    }

    [Fact]
    public void Its_deletion_names_its_tuple_and_its_number() => Assert.Equal(
        "50000000" + "0201" + "0500" + "09000000" + "00000000" + "02000000"
            + "34000180" + "14000180" + "080001007f000001" + "080002007f000001" + "1c000280" + "0500010011000000" + "060002009c400000" + "060003001e610000"
            + "08000c004ac0c533",
        Recorded.Deletion(Recorded.Flow));

    [Theory]
    [InlineData("")]
    [InlineData("0200")]
    [InlineData("02000000ffff0180")]
    [InlineData("0200000008000180ffffffff")]
    public void Nonsense_is_no_flow_or_an_empty_one(string message) =>
        Assert.Null(FlowEntry.Parse(Ctnl.IPCTNL_MSG_CT_NEW, Convert.FromHexString(message))?.Destination);

    [Fact]
    public void Another_message_is_no_flow() => Assert.Null(FlowEntry.Parse(Nl.NLMSG_DONE, new byte[8]));
}
