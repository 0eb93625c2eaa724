using System.Buffers.Binary;
using System.Net;
using Mwan.Agent.Health.Probes;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Health.Probes;

public sealed class DnsMessageTests
{
    private const string Header = "1234 0100 0001 0000 0000 0000";
    private const string Question = "07 6578616d706c65 03 636f6d 00 0001 0001";

    [Fact]
    public void A_query_is_as_RFC_1035_says() => Assert.Equal(Bytes(Header + Question), Query("example.com"));

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("ä.example")]
    [InlineData("a-label-of-sixty-four-letters-is-one-letter-longer-than-may-be-ok.example")]
    public void What_is_no_name_is_not_asked(string name) => Assert.Empty(Query(name));

    [Fact]
    public void The_longest_name_fits_and_a_longer_one_does_not()
    {
        string longest = string.Join('.', new string('a', 63), new string('b', 63), new string('c', 63), new string('d', 61));
        Assert.Equal(12 + 255 + 4, Query(longest).Length);
        Assert.Empty(Query(longest + "d"));
    }

    [Fact]
    public void Addresses_are_found_behind_aliases_and_live_as_long_as_the_shortest()
    {
        byte[] reply = Bytes("1234 8180 0001 0002 0000 0000" + Question
            + "c00c 0005 0001 0000003c 0005 02 6161 c0 14"
            + "02 6161 c0 14 0001 0001 00000e10 0004 c0000201");
        DnsReply read = Assert.IsType<DnsReply>(DnsMessage.ReadReply(reply, Query("example.com")));
        Assert.Equal((DnsResponseCode.NoError, TimeSpan.FromSeconds(60)), (read.Code, read.TimeToLive));
        Assert.Equal(IPAddress.Parse("192.0.2.1"), Assert.Single(read.Addresses));
    }

    [Theory]
    // Another identifier, a query, no question, another name, another type.
    [InlineData("1235 8180 0001 0000 0000 0000" + Question)]
    [InlineData("1234 0100 0001 0000 0000 0000" + Question)]
    [InlineData("1234 8180 0000 0000 0000 0000" + Question)]
    [InlineData("1234 8180 0001 0000 0000 0000 07 6578616d706c66 03 636f6d 00 0001 0001")]
    [InlineData("1234 8180 0001 0000 0000 0000 07 6578616d706c65 03 636f6d 00 001c 0001")]
    [InlineData("1234")]
    [InlineData("")]
    public void The_answer_to_another_question_is_none(string reply) => Assert.Null(DnsMessage.ReadReply(Bytes(reply), Query("example.com")));

    [Fact]
    public void A_server_may_answer_in_capitals() => Assert.NotNull(
        DnsMessage.ReadReply(Bytes("1234 8180 0001 0000 0000 0000 07 4558414d504c45 03 434f4d 00 0001 0001"), Query("example.com")));

    [Fact]
    public void Whatever_bytes_come_nothing_is_thrown()
    {
        byte[] query = Query("example.com");
        byte[] good = Bytes("1234 8180 0001 ffff 0000 0000" + Question + "c00c 0001 0001 00000e10 0004 c0000201");
        for (int length = 0; length <= good.Length; length++)
        {
            _ = DnsMessage.ReadReply(good.AsSpan(0, length), query);
        }

        for (int at = query.Length; at < good.Length; at++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] bad = [.. good];
                bad[at] = (byte)value;
                _ = DnsMessage.ReadReply(bad, query);
            }
        }
    }

    private static byte[] Query(string name)
    {
        byte[] buffer = new byte[DnsMessage.MaximumQueryLength];
        return buffer[..DnsMessage.WriteQuery(buffer, BinaryPrimitives.ReadUInt16BigEndian([0x12, 0x34]), name, DnsMessage.A)];
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
