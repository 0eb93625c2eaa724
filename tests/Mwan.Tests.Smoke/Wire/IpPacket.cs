using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Mwan.Tests.Smoke.Wire;

/// <summary>An IP packet of either family, without options.</summary>
/// <param name="Source">Sender.</param>
/// <param name="Destination">Receiver, of the same family.</param>
/// <param name="Protocol">IANA protocol number, see <see cref="IpProtocol"/>.</param>
/// <param name="Payload">The segment or message.</param>
internal sealed record IpPacket(IPAddress Source, IPAddress Destination, byte Protocol, byte[] Payload)
{
    private const int Header4 = 20;
    private const int Header6 = 40;
    private const byte Lifetime = 255;

    public ushort Type => Source.AddressFamily == AddressFamily.InterNetwork ? EtherType.Ipv4 : EtherType.Ipv6;

    /// <summary>What a checksum of the layer above covers first (RFC 9293 section 3.1, RFC 8200 section 8.1).</summary>
    public static byte[] PseudoHeader(IPAddress source, IPAddress destination, byte protocol, int length)
    {
        byte[] tail = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(tail, length);
        tail[7] = protocol;
        return [.. source.GetAddressBytes(), .. destination.GetAddressBytes(), .. tail];
    }

    public static IpPacket? Parse(Frame frame)
    {
        byte[] bytes = frame.Payload;
        if (frame.Type == EtherType.Ipv4 && bytes.Length >= Header4)
        {
            int header = (bytes[0] & 0x0F) * 4;
            int total = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(2));
            return header >= Header4 && total >= header && total <= bytes.Length
                ? new IpPacket(new IPAddress(bytes[12..16]), new IPAddress(bytes[16..20]), bytes[9], bytes[header..total])
                : null;
        }

        if (frame.Type == EtherType.Ipv6 && bytes.Length >= Header6)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(4));
            return Header6 + length <= bytes.Length
                ? new IpPacket(new IPAddress(bytes[8..24]), new IPAddress(bytes[24..40]), bytes[6], bytes[Header6..(Header6 + length)])
                : null;
        }

        return null;
    }

    public byte[] ToBytes()
    {
        if (Type == EtherType.Ipv6)
        {
            byte[] header = new byte[Header6];
            header[0] = 0x60;
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), (ushort)Payload.Length);
            header[6] = Protocol;
            header[7] = Lifetime;
            Source.GetAddressBytes().CopyTo(header, 8);
            Destination.GetAddressBytes().CopyTo(header, 24);
            return [.. header, .. Payload];
        }

        byte[] header4 = new byte[Header4];
        header4[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(header4.AsSpan(2), (ushort)(Header4 + Payload.Length));
        header4[8] = Lifetime;
        header4[9] = Protocol;
        Source.GetAddressBytes().CopyTo(header4, 12);
        Destination.GetAddressBytes().CopyTo(header4, 16);
        BinaryPrimitives.WriteUInt16BigEndian(header4.AsSpan(10), Checksum.Of(header4));
        return [.. header4, .. Payload];
    }
}
