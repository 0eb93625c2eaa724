using System.Buffers.Binary;
using System.Net;

namespace Mwan.Tests.Smoke.Wire;

/// <summary>Packets with a TCP segment or a UDP datagram.</summary>
internal static class Segments
{
    public const byte Syn = 0x02;
    public const byte Reset = 0x04;
    public const byte Acknowledge = 0x10;

    /// <summary>A request to connect.</summary>
    public static IpPacket Open(IPAddress source, int sourcePort, IPAddress destination, int destinationPort)
    {
        byte[] segment = new byte[20];
        BinaryPrimitives.WriteUInt16BigEndian(segment, (ushort)sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), (ushort)destinationPort);
        BinaryPrimitives.WriteUInt32BigEndian(segment.AsSpan(4), 1);
        segment[12] = 0x50;
        segment[13] = Syn;
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(14), 1024);
        return Sealed(source, destination, IpProtocol.Tcp, segment, checksumAt: 16);
    }

    public static IpPacket Datagram(IPAddress source, int sourcePort, IPAddress destination, int destinationPort, byte[] payload)
    {
        byte[] datagram = [.. new byte[8], .. payload];
        BinaryPrimitives.WriteUInt16BigEndian(datagram, (ushort)sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(2), (ushort)destinationPort);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(4), (ushort)datagram.Length);
        return Sealed(source, destination, IpProtocol.Udp, datagram, checksumAt: 6);
    }

    /// <summary>An ICMPv6 message (RFC 4443) with its checksum.</summary>
    public static IpPacket Icmpv6(IPAddress source, IPAddress destination, byte[] message) =>
        Sealed(source, destination, IpProtocol.Icmpv6, message, checksumAt: 2);

    /// <summary>An echo request of either family (RFC 792, RFC 4443).</summary>
    public static IpPacket Echo(IPAddress source, IPAddress destination)
    {
        if (source.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6)
        {
            return Icmpv6(source, destination, [128, 0, 0, 0, 0, 1, 0, 1]);
        }

        byte[] message = [8, 0, 0, 0, 0, 1, 0, 1];
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), Checksum.Of(message));
        return new IpPacket(source, destination, IpProtocol.Icmp, message);
    }

    public static bool IsEchoReply(IpPacket packet) => packet.Protocol switch
    {
        IpProtocol.Icmp => packet.Payload is [0, ..],
        IpProtocol.Icmpv6 => packet.Payload is [129, ..],
        _ => false,
    };

    private static IpPacket Sealed(IPAddress source, IPAddress destination, byte protocol, byte[] segment, int checksumAt)
    {
        BinaryPrimitives.WriteUInt16BigEndian(
            segment.AsSpan(checksumAt), Checksum.Of(IpPacket.PseudoHeader(source, destination, protocol, segment.Length), segment));
        return new IpPacket(source, destination, protocol, segment);
    }
}
