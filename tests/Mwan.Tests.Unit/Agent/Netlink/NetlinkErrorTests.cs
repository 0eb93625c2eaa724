using Mwan.Agent.Netlink;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Netlink;

public sealed class NetlinkErrorTests
{
    [Fact]
    public void A_refusal_speaks_in_the_kernels_words()
    {
        NetlinkError error = Read("refused");
        Assert.Equal(22, error.Code);
        Assert.Equal("Invalid values in header for address dump request", error.Message.TrimStart("ipv4: ".ToCharArray()), ignoreCase: true);
    }

    [Fact]
    public void A_refusal_without_words_has_those_of_its_number()
    {
        NetlinkError error = Read("missing");
        Assert.Equal(19, error.Code);
        Assert.Equal("No such device", error.Message);
    }

    [Fact]
    public void A_refusal_cut_at_any_byte_is_still_read()
    {
        byte[] payload = Recording.Read("refused")[Nl.HeaderLength..];
        for (int length = 0; length < payload.Length; length++)
        {
            _ = NetlinkError.Parse(Nl.NLMSG_ERROR, payload.AsSpan(0, length), Nl.NLM_F_ACK_TLVS);
        }
    }

    private static NetlinkError Read(string recording)
    {
        MessageReader messages = new(Recording.Read(recording));
        while (messages.Read())
        {
            if (messages.Type is Nl.NLMSG_ERROR or Nl.NLMSG_DONE)
            {
                return NetlinkError.Parse(messages.Type, messages.Payload, messages.Flags);
            }
        }

        throw new InvalidOperationException("There is no refusal in the recording.");
    }
}
