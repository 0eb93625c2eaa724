using Mwan.Agent.Conntrack;
using Mwan.Agent.Netlink;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Conntrack;

public sealed class FlowFilterTests
{
    [Fact]
    public void Flows_by_mark_are_family_mark_and_mask_in_network_order() => Assert.Equal(
        "24000000" + "0201" + "0500" + "07000000" + "00000000" + "0a010000" + "08000800" + "00000101" + "08001500" + "000001ff",
        Hex(new FlowFilter(Family.Ipv6, 0x101, 0x1ff)));

    [Fact]
    public void A_protocol_is_the_only_part_of_the_tuple_that_counts() => Assert.Equal(
        "40000000" + "0201" + "0500" + "07000000" + "00000000" + "02010000" + "08000800" + "00000001" + "08001500" + "000000ff"
            + "10000180" + "0c000280" + "05000100" + "11000000" + "0c001980" + "08000100" + "08000000",
        Hex(new FlowFilter(Family.Ipv4, 1, 0xff, Ctnl.IPPROTO_UDP)));

    private static string Hex(FlowFilter filter)
    {
        RequestWriter request = new(new byte[128]);
        filter.Write(ref request, Ctnl.IPCTNL_MSG_CT_DELETE, Nl.NLM_F_ACK, sequence: 7);
        return Convert.ToHexStringLower(request.End());
    }
}
