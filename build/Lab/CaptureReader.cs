using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;

namespace Mwan.Build.Lab;

/// <summary>Reads a capture that still grows, in the format of pcap-savefile(5) with times in microseconds, of an Ethernet link.</summary>
/// <param name="world">The hardware address of the world's end of the cable; all others are the router's.</param>
public sealed class CaptureReader(PhysicalAddress world)
{
    private const int FileHeaderLength = 24;
    private const int RecordHeader = 16;
    private const int Addresses = 12;
    private readonly byte[] worldMac = world.GetAddressBytes();

    /// <summary>Bytes of the file that have been read to the end of a packet.</summary>
    public long Position { get; private set; } = FileHeaderLength;

    /// <summary>What such a file begins with.</summary>
    /// <param name="length">Bytes that are kept of each packet at most.</param>
    public static byte[] FileHeader(int length)
    {
        const uint Microseconds = 0xa1b2c3d4;
        const int Ethernet = 1;
        byte[] header = new byte[FileHeaderLength];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Microseconds);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), 4);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(20), Ethernet);
        return header;
    }

    /// <summary>The IP packets of the next bytes of the file; what is not whole yet is left for the next time.</summary>
    /// <param name="content">The file from <see cref="Position"/> on.</param>
    public IReadOnlyList<CapturedPacket> Read(ReadOnlySpan<byte> content)
    {
        List<CapturedPacket> packets = [];
        while (content.Length >= RecordHeader)
        {
            double time = BinaryPrimitives.ReadUInt32LittleEndian(content) + (BinaryPrimitives.ReadUInt32LittleEndian(content[4..]) / 1e6);
            int length = BinaryPrimitives.ReadInt32LittleEndian(content[8..]);
            if (content.Length < RecordHeader + length)
            {
                break;
            }

            if (Frame(time, content.Slice(RecordHeader, length)) is { } packet)
            {
                packets.Add(packet);
            }

            content = content[(RecordHeader + length)..];
            Position += RecordHeader + length;
        }

        return packets;
    }

    private CapturedPacket? Frame(double time, ReadOnlySpan<byte> frame)
    {
        const int Ipv4 = 0x0800, Ipv6 = 0x86dd, Tagged = 0x8100;
        if (frame.Length < Addresses + 2)
        {
            return null;
        }

        bool fromRouter = !frame.Slice(6, 6).SequenceEqual(worldMac);
        ReadOnlySpan<byte> rest = frame[Addresses..];
        int type = BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (type == Tagged && rest.Length >= 6)
        {
            rest = rest[4..];
            type = BinaryPrimitives.ReadUInt16BigEndian(rest);
        }

        return type switch
        {
            Ipv4 => OfIpv4(time, fromRouter, rest[2..]),
            Ipv6 => OfIpv6(time, fromRouter, rest[2..]),
            _ => null,
        };
    }

    private static CapturedPacket? OfIpv4(double time, bool fromRouter, ReadOnlySpan<byte> packet)
    {
        if (packet.Length < 20)
        {
            return null;
        }

        bool first = (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x1fff) == 0;
        int header = Math.Min((packet[0] & 15) * 4, packet.Length);
        return Above(time, fromRouter, new IPAddress(packet.Slice(12, 4)), new IPAddress(packet.Slice(16, 4)), packet[9], first ? packet[header..] : []);
    }

    private static CapturedPacket? OfIpv6(double time, bool fromRouter, ReadOnlySpan<byte> packet)
    {
        const int HopByHop = 0, Fragment = 44;
        if (packet.Length < 40)
        {
            return null;
        }

        int protocol = packet[6];
        ReadOnlySpan<byte> rest = packet[40..];
        while (protocol is HopByHop or Fragment && rest.Length >= 8)
        {
            int next = rest[0];
            bool later = protocol == Fragment && (BinaryPrimitives.ReadUInt16BigEndian(rest[2..]) & 0xfff8) != 0;
            int length = protocol == Fragment ? 8 : (rest[1] + 1) * 8;
            rest = later || rest.Length < length ? [] : rest[length..];
            protocol = next;
        }

        return Above(time, fromRouter, new IPAddress(packet.Slice(8, 16)), new IPAddress(packet.Slice(24, 16)), protocol, rest);
    }

    private static CapturedPacket Above(double time, bool fromRouter, IPAddress source, IPAddress destination, int protocol, ReadOnlySpan<byte> rest)
    {
        const int Syn = 2, Rst = 4, Ack = 16;
        bool ports = protocol is CapturedPacket.Tcp or CapturedPacket.Udp && rest.Length >= 4;
        int flags = protocol == CapturedPacket.Tcp && rest.Length >= 14 ? rest[13] : 0;
        uint? opens = (flags & (Syn | Ack)) == Syn ? BinaryPrimitives.ReadUInt32BigEndian(rest[4..]) : null;
        return new CapturedPacket(
            time, fromRouter, source, destination, protocol, ports ? BinaryPrimitives.ReadUInt16BigEndian(rest) : 0, ports ? BinaryPrimitives.ReadUInt16BigEndian(rest[2..]) : 0, opens)
        {
            Resets = (flags & Rst) != 0,
        };
    }
}
