using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Mwan.Agent.Netlink;

/// <summary>
/// Walks netlink attributes (<c>struct nlattr</c>, linux/netlink.h). A length that leaves the buffer ends the walk:
/// what came before it still counts.
/// </summary>
/// <param name="buffer">Attributes, each aligned to four bytes.</param>
internal ref struct AttributeReader(ReadOnlySpan<byte> buffer)
{
    private const int HeaderLength = 4;
    private ReadOnlySpan<byte> _rest = buffer;

    /// <summary>Type of the attribute, without the nested and byte-order bits.</summary>
    public ushort Type { get; private set; }

    /// <summary>What the attribute holds.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The value as a number in host order; 0 when it is too short.</summary>
    public readonly uint UInt32 => BinaryPrimitives.TryReadUInt32LittleEndian(Value, out uint value) ? value : 0;

    /// <summary>The value as one byte; 0 when it is empty.</summary>
    public readonly byte Byte => Value.IsEmpty ? (byte)0 : Value[0];

    /// <summary>The value as an IP address; null when it is none.</summary>
    public readonly IPAddress? Address => Value.Length is 4 or 16 ? new IPAddress(Value) : null;

    /// <summary>The value as text, up to its first NUL.</summary>
    public readonly string Text
    {
        get
        {
            int end = Value.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? Value : Value[..end]);
        }
    }

    /// <summary>Moves to the next attribute.</summary>
    public bool Read()
    {
        if (_rest.Length < HeaderLength)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(_rest);
        if (length < HeaderLength || length > _rest.Length)
        {
            return false;
        }

        Type = (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(_rest[2..]) & Nl.NLA_TYPE_MASK);
        Value = _rest[HeaderLength..length];
        _rest = _rest[Math.Min(Aligned.To4(length), _rest.Length)..];
        return true;
    }
}
