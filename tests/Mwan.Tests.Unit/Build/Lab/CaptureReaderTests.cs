using System.Net;
using System.Net.NetworkInformation;
using Mwan.Build.Lab;
using Xunit;

namespace Mwan.Tests.Unit.Build.Lab;

public sealed class CaptureReaderTests
{
    // 2 s 500000 us; VLAN 3242; 104.57.226.193:40000 to 198.51.100.80:443, SYN, sequence number 0x01020304.
    private const string Segment = """
        02000000 20a10700 3a000000 3a000000
        bc2411ee0001 d0fcd07c8530 8100 0caa 0800
        4500 0028 0000 4000 40 06 0000 6839e2c1 c6336450
        9c40 01bb 01020304 00000000 5002 ffff 0000 0000
        """;

    // 3 s; 2600:1700:2f71:c81::100:40000 to 2001:db8:80::80:443, the second half of something fragmented.
    private const string Fragment = """
        03000000 00000000 46000000 46000000
        d0fcd07c8530 bc2411ee0001 86dd
        60000000 0010 2c 40 260017002f710c810000000000000100 20010db8008000000000000000000080
        06 00 0008 00000001 9c4001bb01020304
        """;

    [Fact]
    public void A_tagged_segment_that_opens_a_connection_is_read_as_such() =>
        Assert.Equal(
            new CapturedPacket(2.5, true, IPAddress.Parse("104.57.226.193"), IPAddress.Parse("198.51.100.80"), CapturedPacket.Tcp, 40000, 443, 0x01020304),
            Assert.Single(Reader().Read(Bytes(Segment))));

    [Fact]
    public void A_later_fragment_has_no_ports() =>
        Assert.Equal(
            new CapturedPacket(3, false, IPAddress.Parse("2600:1700:2f71:c81::100"), IPAddress.Parse("2001:db8:80::80"), CapturedPacket.Tcp, 0, 0, null),
            Assert.Single(Reader().Read(Bytes(Fragment))));

    [Fact]
    public void What_is_not_whole_yet_waits_for_the_next_time()
    {
        CaptureReader reader = Reader();
        byte[] file = [.. Bytes(Segment), .. Bytes(Fragment)];
        long start = reader.Position;

        Assert.Single(reader.Read(file.AsSpan(0, file.Length - 1)));
        Assert.Single(reader.Read(file.AsSpan((int)(reader.Position - start))));
        Assert.Equal(start + file.Length, reader.Position);
    }

    // pcap-savefile(5): magic, version 2.4, no time zone, snapshot length, LINKTYPE_ETHERNET.
    [Fact]
    public void A_file_begins_with_the_length_that_is_kept_of_each_packet() =>
        Assert.Equal(Bytes("d4c3b2a1 0200 0400 00000000 00000000 80000000 01000000"), CaptureReader.FileHeader(128));

    private static CaptureReader Reader() => new(PhysicalAddress.Parse("bc:24:11:ee:00:01"));

    private static byte[] Bytes(string hex) => Convert.FromHexString(string.Concat(hex.Where(static character => !char.IsWhiteSpace(character))));
}
