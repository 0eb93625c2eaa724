using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Mwan.Agent.Systemd;

/// <summary>
/// One entry for the journal: a sentence and the fields that a person filters by
/// (<c>journalctl MWAN_LINK=att</c>), see systemd.journal-fields(7).
/// </summary>
/// <param name="Priority">How loud.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Fields">Names in capitals, without the prefix <c>MWAN_</c>, and their values.</param>
internal sealed record JournalEntry(Priority Priority, string Message, params (string Name, string Value)[] Fields)
{
    /// <summary>Bytes of one value; longer ones are cut, so that an entry fits a datagram and no memory file is needed.</summary>
    public const int MaximumValueLength = 16 * 1024;

    /// <summary>The entry in the journal's native protocol (systemd.io, "Native Journal Protocol").</summary>
    public byte[] Encode()
    {
        using MemoryStream stream = new();
        Write(stream, "MESSAGE", Message);
        Write(stream, "PRIORITY", ((int)Priority).ToString(CultureInfo.InvariantCulture));
        Write(stream, "SYSLOG_IDENTIFIER", "mwan");
        foreach ((string name, string value) in Fields)
        {
            Write(stream, $"MWAN_{name}", value);
        }

        return stream.ToArray();
    }

    /// <inheritdoc/>
    public override string ToString() => $"<{(int)Priority}>{Message}";

    private static void Write(MemoryStream stream, string name, string value)
    {
        stream.Write(Encoding.ASCII.GetBytes(name));
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        ReadOnlySpan<byte> kept = bytes.AsSpan(0, Math.Min(bytes.Length, MaximumValueLength));
        if (kept.Contains((byte)'\n'))
        {
            // A value with a line end is sent with its length; any other would end early and let the rest pose as a field.
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)kept.Length);
            stream.WriteByte((byte)'\n');
            stream.Write(length);
        }
        else
        {
            stream.WriteByte((byte)'=');
        }

        stream.Write(kept);
        stream.WriteByte((byte)'\n');
    }
}
