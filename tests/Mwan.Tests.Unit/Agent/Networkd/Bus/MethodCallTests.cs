using Mwan.Agent.Networkd.Bus;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Networkd.Bus;

public sealed class MethodCallTests
{
    [Fact]
    public void A_call_without_an_argument_is_as_the_specification_lays_it_out()
    {
        byte[] expected =
        [
            (byte)'l', 1, 2, 1, 0, 0, 0, 0, 1, 0, 0, 0, 45, 0, 0, 0,
            1, 1, (byte)'o', 0, 2, 0, 0, 0, .. "/a"u8, 0, 0, 0, 0, 0, 0,
            2, 1, (byte)'s', 0, 3, 0, 0, 0, .. "b.c"u8, 0, 0, 0, 0, 0,
            3, 1, (byte)'s', 0, 1, 0, 0, 0, .. "M"u8, 0, 0, 0, 0, 0, 0, 0,
            6, 1, (byte)'s', 0, 3, 0, 0, 0, .. "d.e"u8, 0,
        ];
        byte[] encoded = new MethodCall("d.e", "/a", "b.c", "M").Encode(1);
        expected[12] = (byte)(expected.Length - 16);
        Assert.Equal(expected, encoded[..expected.Length]);
        Assert.Equal(0, encoded.Length % 8);
    }

    [Fact]
    public void What_is_written_can_be_read()
    {
        byte[] encoded = new MethodCall("d.e", "/a", "b.c", "Method") { Argument = "häuser" }.Encode(7);
        Assert.Equal(encoded.Length, MessageFrame.Length(encoded));
        BusMessage message = MessageFrame.Decode(encoded);
        Assert.Equal((MessageType.MethodCall, "Method", "s", "häuser"), (message.Type, message.Member, message.Signature, message.Text()));
    }

    [Fact]
    public void A_number_can_be_read_too() =>
        Assert.Equal(-5, MessageFrame.Decode(new MethodCall("d.e", "/a", "b.c", "M") { Argument = -5 }.Encode(7)).Number());
}
