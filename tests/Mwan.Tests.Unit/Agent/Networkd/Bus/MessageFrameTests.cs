using Mwan.Agent.Networkd.Bus;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Networkd.Bus;

public sealed class MessageFrameTests
{
    private static readonly byte[] Message = new MethodCall("d.e", "/a", "b.c", "M") { Argument = "text" }.Encode(7);

    [Fact]
    public void The_length_is_told_from_the_first_sixteen_bytes()
    {
        Assert.Null(MessageFrame.Length(Message.AsSpan(0, 15)));
        Assert.Equal(Message.Length, MessageFrame.Length(Message.AsSpan(0, 16)));
    }

    [Fact]
    public void A_message_of_the_other_byte_order_or_of_no_bounds_is_refused()
    {
        byte[] big = [.. Message];
        big[0] = (byte)'B';
        _ = Assert.Throws<IOException>(() => MessageFrame.Length(big));
        byte[] endless = [.. Message];
        endless.AsSpan(4, 4).Fill(0xff);
        _ = Assert.Throws<IOException>(() => MessageFrame.Length(endless));
    }

    [Fact]
    public void Any_change_of_any_byte_gives_a_message_or_an_error_that_is_expected()
    {
        for (int position = 0; position < Message.Length; position++)
        {
            foreach (byte value in (byte[])[0, 1, 0x7f, 0xff])
            {
                byte[] changed = [.. Message];
                changed[position] = value;
                Exception? exception = Record.Exception(() =>
                {
                    if (MessageFrame.Length(changed) == changed.Length)
                    {
                        BusMessage message = MessageFrame.Decode(changed);
                        _ = message.Text();
                        _ = message.Number();
                    }
                });
                Assert.True(exception is null or IOException, $"byte {position} = {value}: {exception}");
            }
        }
    }
}
