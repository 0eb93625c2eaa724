using System.Net;
using Mwan.Agent.Netlink;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Netlink;

public sealed class NeighbourMessageTests
{
    // struct ndmsg, then NDA_DST 192.0.2.1 and NDA_LLADDR 02:00:00:00:00:01.
    private const string Reachable = "02000000 03000000 0200 80 00" + "0800 0100 c0000201" + "0a00 0200 020000000001 0000";

    [Fact]
    public void A_neighbour_that_answers_has_its_mac() =>
        Assert.Equal(new NeighbourMessage(3, IPAddress.Parse("192.0.2.1"), "020000000001", IsRouter: true, Rtm.NUD_REACHABLE), Parse(Reachable));

    [Fact]
    public void One_that_does_not_is_told_too_and_its_old_mac_is_not()
    {
        NeighbourMessage? failed = Parse(Reachable.Replace("0200 80", "2000 80", StringComparison.Ordinal));
        Assert.Equal((false, null), (failed?.Answers, failed?.Mac));
    }

    [Fact]
    public void A_message_cut_anywhere_is_none_or_incomplete_and_no_crash()
    {
        byte[] whole = Bytes(Reachable);
        for (int length = 0; length < whole.Length - 2; length++)
        {
            Assert.Null(NeighbourMessage.Parse(Rtm.RTM_NEWNEIGH, whole.AsSpan(0, length))?.Mac);
        }
    }

    [Fact]
    public void What_is_written_is_what_the_kernel_reads()
    {
        RequestWriter request = new(new byte[64]);
        new NeighbourMessage(3, IPAddress.Parse("192.0.2.1"), Mac: null, IsRouter: false, Rtm.NUD_PROBE).Write(ref request, Nl.NLM_F_ACK, 9, use: true);
        MessageReader messages = new(request.End());
        Assert.True(messages.Read());
        Assert.Equal(Rtm.RTM_NEWNEIGH, messages.Type);
        Assert.Equal(Bytes("02000000 03000000 1000 01 00 0800 0100 c0000201"), messages.Payload.ToArray());
    }

    private static NeighbourMessage? Parse(string hex) => NeighbourMessage.Parse(Rtm.RTM_NEWNEIGH, Bytes(hex));

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
