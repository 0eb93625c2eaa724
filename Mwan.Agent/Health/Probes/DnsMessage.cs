using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Mwan.Agent.Health.Probes;

/// <summary>The little of DNS (RFC 1035 section 4) that a probe and the resolution of its targets need: one question, its addresses.</summary>
internal static class DnsMessage
{
    /// <summary>Type A.</summary>
    public const ushort A = 1;

    /// <summary>Type AAAA (RFC 3596).</summary>
    public const ushort Aaaa = 28;

    /// <summary>Bytes that any query fits in: a header, a name of at most 255, type and class.</summary>
    public const int MaximumQueryLength = HeaderLength + MaximumNameLength + 4;

    private const int HeaderLength = 12;
    private const int MaximumNameLength = 255;
    private const int MaximumLabelLength = 63;
    private const ushort Internet = 1;
    private const ushort RecursionDesired = 0x0100;
    private const ushort Response = 0x8000;
    private const byte Pointer = 0xc0;

    /// <summary>Writes a query with recursion asked for and gives its length; 0: this is no name that DNS can hold.</summary>
    /// <param name="message">At least <see cref="MaximumQueryLength"/> bytes.</param>
    /// <param name="id">Random.</param>
    /// <param name="name">Name, with or without its last dot.</param>
    /// <param name="type">E.g. <see cref="A"/>.</param>
    public static int WriteQuery(Span<byte> message, ushort id, string name, ushort type)
    {
        message[..HeaderLength].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(message, id);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], RecursionDesired);
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], 1);
        int at = HeaderLength;
        foreach (string label in name.TrimEnd('.').Split('.'))
        {
            if (label.Length is 0 or > MaximumLabelLength || !Ascii.IsValid(label) || at + label.Length + 2 > HeaderLength + MaximumNameLength)
            {
                return 0;
            }

            message[at] = (byte)label.Length;
            at += 1 + Encoding.ASCII.GetBytes(label, message[(at + 1)..]);
        }

        message[at] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(message[(at + 1)..], type);
        BinaryPrimitives.WriteUInt16BigEndian(message[(at + 3)..], Internet);
        return at + 5;
    }

    /// <summary>Reads the response to a query; null: it is none, or damaged. Identifier and question must be the query's.</summary>
    public static DnsReply? ReadReply(ReadOnlySpan<byte> message, ReadOnlySpan<byte> query)
    {
        if (message.Length < query.Length
            || !message[..2].SequenceEqual(query[..2])
            || (BinaryPrimitives.ReadUInt16BigEndian(message[2..]) & Response) == 0
            || BinaryPrimitives.ReadUInt16BigEndian(message[4..]) != 1
            || !Ascii.EqualsIgnoreCase(message[HeaderLength..query.Length], query[HeaderLength..]))
        {
            return null;
        }

        int answers = BinaryPrimitives.ReadUInt16BigEndian(message[6..]);
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(query[^4..]);
        List<IPAddress> addresses = [];
        uint life = uint.MaxValue;
        ReadOnlySpan<byte> rest = message[query.Length..];
        for (int answer = 0; answer < answers && TryReadRecord(ref rest, out ushort recordType, out uint recordLife, out ReadOnlySpan<byte> content); answer++)
        {
            // Aliases on the way count with their life, too.
            life = Math.Min(life, recordLife);
            if (recordType == type && content.Length == (type is A ? 4 : 16))
            {
                addresses.Add(new IPAddress(content));
            }
        }

        return new DnsReply((DnsResponseCode)(message[3] & 0x0f), addresses, addresses.Count is 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(life));
    }

    private static bool TryReadRecord(ref ReadOnlySpan<byte> rest, out ushort type, out uint life, out ReadOnlySpan<byte> content)
    {
        const int fixedLength = 10;
        type = 0;
        life = 0;
        content = default;
        int at = NameLength(rest);
        if (at < 0 || rest.Length < at + fixedLength)
        {
            return false;
        }

        type = BinaryPrimitives.ReadUInt16BigEndian(rest[at..]);
        ushort recordClass = BinaryPrimitives.ReadUInt16BigEndian(rest[(at + 2)..]);
        life = BinaryPrimitives.ReadUInt32BigEndian(rest[(at + 4)..]);
        // RFC 2181 section 8: with the first bit set it counts as zero.
        life = life > int.MaxValue ? 0 : life;
        int length = BinaryPrimitives.ReadUInt16BigEndian(rest[(at + 8)..]);
        if (rest.Length < at + fixedLength + length)
        {
            return false;
        }

        content = recordClass is Internet ? rest.Slice(at + fixedLength, length) : default;
        rest = rest[(at + fixedLength + length)..];
        return true;
    }

    // Labels until the root or a pointer; -1: it does not end.
    private static int NameLength(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length)
        {
            if (bytes[at] is 0)
            {
                return at + 1;
            }

            if ((bytes[at] & Pointer) == Pointer)
            {
                return at + 2;
            }

            at += 1 + bytes[at];
        }

        return -1;
    }
}
