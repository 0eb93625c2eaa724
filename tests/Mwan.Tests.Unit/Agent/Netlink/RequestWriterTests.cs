using Mwan.Agent.Netlink;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Netlink;

public sealed class RequestWriterTests
{
    [Fact]
    public void A_request_is_header_structure_and_aligned_attributes()
    {
        RequestWriter request = new(new byte[64]);
        request.Begin(Rtm.RTM_GETLINK, Nl.NLM_F_DUMP, sequence: 7, new byte[LinkMessage.BodyLength]);
        request.Add(Rtm.IFLA_IFNAME, "lo\0"u8);
        request.Add(Rtm.IFLA_EXT_MASK, 8);
        Assert.Equal(
            "30000000" + "1200" + "0103" + "07000000" + "00000000" + new string('0', 32) + "0700" + "0300" + "6c6f0000" + "0800" + "1d00" + "08000000",
            Convert.ToHexStringLower(request.End()));
    }
}
