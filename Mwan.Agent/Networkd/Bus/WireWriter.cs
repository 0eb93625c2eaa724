using System.Buffers.Binary;
using System.Text;

namespace Mwan.Agent.Networkd.Bus;

/// <summary>Puts values on the wire, the reverse of <see cref="WireReader"/>.</summary>
internal sealed class WireWriter
{
    private readonly List<byte> _bytes = [];

    /// <summary>Bytes put so far.</summary>
    public int Length => _bytes.Count;

    /// <summary>A <c>BYTE</c>.</summary>
    public void Byte(byte value) => _bytes.Add(value);

    /// <summary>A <c>UINT32</c>, or an <c>INT32</c> of the same bits.</summary>
    public void Number(uint value)
    {
        Align(sizeof(uint));
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _bytes.AddRange(bytes);
    }

    /// <summary>A <c>STRING</c> or <c>OBJECT_PATH</c>.</summary>
    public void Text(string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        Number((uint)bytes.Length);
        _bytes.AddRange(bytes);
        _bytes.Add(0);
    }

    /// <summary>A <c>SIGNATURE</c> of at most 255 bytes.</summary>
    public void Signature(string value)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(value);
        _bytes.Add((byte)bytes.Length);
        _bytes.AddRange(bytes);
        _bytes.Add(0);
    }

    /// <summary>Bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> value) => _bytes.AddRange(value);

    /// <summary>Goes on at the next multiple of <paramref name="size"/>.</summary>
    public void Align(int size)
    {
        while (_bytes.Count % size != 0)
        {
            _bytes.Add(0);
        }
    }

    /// <summary>What was put.</summary>
    public byte[] ToArray() => [.. _bytes];
}
