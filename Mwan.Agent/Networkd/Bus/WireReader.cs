using System.Buffers.Binary;
using System.Text;

namespace Mwan.Agent.Networkd.Bus;

/// <summary>
/// Takes values off the wire, little endian (D-Bus Specification, "Marshaling"): each begins at a multiple of its own size.
/// </summary>
/// <param name="bytes">What was received, from a boundary of eight bytes.</param>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes taken so far.</summary>
    public int Position { get; private set; }

    /// <summary>A <c>BYTE</c>.</summary>
    /// <exception cref="IOException">Nothing is left.</exception>
    public byte Byte() => Take(1)[0];

    /// <summary>A <c>UINT32</c>.</summary>
    /// <exception cref="IOException">Nothing is left.</exception>
    public uint Number()
    {
        Align(sizeof(uint));
        return BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
    }

    /// <summary>A <c>STRING</c> or <c>OBJECT_PATH</c>.</summary>
    /// <exception cref="IOException">Nothing is left.</exception>
    public string Text() => Ended(Number());

    /// <summary>A <c>SIGNATURE</c>.</summary>
    /// <exception cref="IOException">Nothing is left.</exception>
    public string Signature() => Ended(Byte());

    /// <summary>Goes on at the next multiple of <paramref name="size"/>.</summary>
    /// <exception cref="IOException">Nothing is left.</exception>
    public void Align(int size) => _ = Take(-Position & (size - 1));

    // Strings end with a zero byte that their length does not count.
    private string Ended(uint length)
    {
        string text = Encoding.UTF8.GetString(Take(length));
        _ = Take(1);
        return text;
    }

    private ReadOnlySpan<byte> Take(long length)
    {
        if (length > _bytes.Length - Position)
        {
            throw new IOException("The bus sent a message that is cut short.");
        }

        ReadOnlySpan<byte> taken = _bytes.Slice(Position, (int)length);
        Position += (int)length;
        return taken;
    }
}
