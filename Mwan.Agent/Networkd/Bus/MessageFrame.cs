using System.Buffers.Binary;

namespace Mwan.Agent.Networkd.Bus;

/// <summary>Finds messages in a stream of bytes and decodes them.</summary>
internal static class MessageFrame
{
    /// <summary>Longest message that is taken, in bytes; the specification allows 128 MiB, networkd's descriptions have some 100 KiB.</summary>
    public const int MaximumLength = 16 * 1024 * 1024;

    private const int FixedLength = 16;

    /// <summary>Length of the message that starts here; null: more bytes are needed to tell.</summary>
    /// <exception cref="IOException">These bytes start no message.</exception>
    public static int? Length(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < FixedLength)
        {
            return null;
        }

        long header = FixedLength + BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]);
        long length = ((header + 7) & ~7L) + BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        return bytes[0] == 'l' && length <= MaximumLength
            ? (int)length
            : throw new IOException("The bus sent something that is no message of this host.");
    }

    /// <summary>The message in exactly these bytes.</summary>
    /// <exception cref="IOException">They are no message.</exception>
    public static BusMessage Decode(ReadOnlyMemory<byte> bytes)
    {
        WireReader reader = new(bytes.Span);
        reader.Align(8);
        _ = reader.Byte();
        MessageType type = (MessageType)reader.Byte();
        _ = reader.Byte();
        _ = reader.Byte();
        int body = (int)reader.Number();
        _ = reader.Number();
        long end = reader.Number() + (long)FixedLength;
        string? member = null;
        string? error = null;
        string signature = "";
        uint replySerial = 0;
        while (reader.Position < end)
        {
            reader.Align(8);
            byte code = reader.Byte();
            string kind = reader.Signature();
            uint number = kind is "u" ? reader.Number() : 0;
            string text = kind switch
            {
                "u" => "",
                "s" or "o" => reader.Text(),
                "g" => reader.Signature(),
                _ => throw new IOException("The bus sent a message with a header field of an unknown type."),
            };
            (member, error, signature, replySerial) = code switch
            {
                HeaderField.Member => (text, error, signature, replySerial),
                HeaderField.ErrorName => (member, text, signature, replySerial),
                HeaderField.Signature => (member, error, text, replySerial),
                HeaderField.ReplySerial => (member, error, signature, number),
                _ => (member, error, signature, replySerial),
            };
        }

        return new BusMessage(type, replySerial, member, error, signature, bytes[^body..]);
    }
}
