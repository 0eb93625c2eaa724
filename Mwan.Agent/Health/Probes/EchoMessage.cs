using System.Buffers.Binary;
using System.Net.Sockets;

namespace Mwan.Agent.Health.Probes;

/// <summary>ICMP and ICMPv6 echo (RFC 792, RFC 4443 section 4): the same layout, other types.</summary>
internal static class EchoMessage
{
    /// <summary>Bytes of a request: those of ping(8).</summary>
    public const int Length = 64;

    /// <summary>Bytes that make a request its own: identifier, sequence number, and eight of the payload.</summary>
    public const int KeyLength = 12;

    private const int KeyOffset = 4;
    private const int HeaderLength = 8;
    private const byte EchoRequest = 8;
    private const byte EchoReply = 0;
    private const byte EchoRequestV6 = 128;
    private const byte EchoReplyV6 = 129;
    private const int MinimumIpv4Header = 20;

    /// <summary>Writes a request. The checksum of ICMPv6, which covers addresses, is left to the kernel (RFC 3542 section 3.1).</summary>
    /// <param name="message"><see cref="Length"/> bytes.</param>
    /// <param name="family">Which of the two.</param>
    /// <param name="key"><see cref="KeyLength"/> random bytes.</param>
    public static void WriteRequest(Span<byte> message, AddressFamily family, ReadOnlySpan<byte> key)
    {
        message.Clear();
        message[0] = family is AddressFamily.InterNetwork ? EchoRequest : EchoRequestV6;
        key[..KeyLength].CopyTo(message[KeyOffset..]);
        if (family is AddressFamily.InterNetwork)
        {
            BinaryPrimitives.WriteUInt16BigEndian(message[2..], Checksum(message));
        }
    }

    /// <summary>Whether a packet is the reply to the request with this key.</summary>
    /// <param name="packet">As a raw socket gives it: for IPv4 with the IP header (raw(7)), for IPv6 without.</param>
    /// <param name="family">Which of the two.</param>
    /// <param name="key">The request's key.</param>
    public static bool IsReply(ReadOnlySpan<byte> packet, AddressFamily family, ReadOnlySpan<byte> key)
    {
        ReadOnlySpan<byte> message = packet;
        byte type = EchoReplyV6;
        if (family is AddressFamily.InterNetwork)
        {
            int header = packet.Length < MinimumIpv4Header ? packet.Length : (packet[0] & 0x0f) * 4;
            message = packet[Math.Min(header, packet.Length)..];
            type = EchoReply;
        }

        return message.Length >= HeaderLength + KeyLength - KeyOffset
            && message[0] == type
            && message.Slice(KeyOffset, KeyLength).SequenceEqual(key[..KeyLength]);
    }

    // RFC 1071; the length is even.
    private static ushort Checksum(ReadOnlySpan<byte> message)
    {
        uint sum = 0;
        for (int i = 0; i < message.Length; i += sizeof(ushort))
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(message[i..]);
        }

        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~(sum + (sum >> 16));
    }
}
