using System.Buffers.Binary;
using System.Net;

namespace Mwan.Agent.Netlink;

/// <summary>Builds one request message in a buffer that the caller owns.</summary>
/// <param name="buffer">Room for the whole message; a request that does not fit is a mistake of the program.</param>
internal ref struct RequestWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _length;

    /// <summary>Starts the message.</summary>
    /// <param name="type">Message type, e.g. <see cref="Rtm.RTM_GETLINK"/>.</param>
    /// <param name="flags">NLM_F_* flags; NLM_F_REQUEST is added.</param>
    /// <param name="sequence">Number that the answers carry.</param>
    /// <param name="body">The fixed structure that follows the header, e.g. <c>struct ifinfomsg</c>.</param>
    public void Begin(ushort type, ushort flags, uint sequence, scoped ReadOnlySpan<byte> body)
    {
        _buffer[..Nl.HeaderLength].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer[4..], type);
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer[6..], (ushort)(flags | Nl.NLM_F_REQUEST));
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer[8..], sequence);
        _length = Nl.HeaderLength;
        Append(body);
    }

    /// <summary>Adds an attribute that holds a number.</summary>
    public void Add(ushort type, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Add(type, bytes);
    }

    /// <summary>Adds an attribute that holds an IP address.</summary>
    public void Add(ushort type, IPAddress value)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = value.TryWriteBytes(bytes, out int written);
        Add(type, bytes[..written]);
    }

    /// <summary>Adds an attribute.</summary>
    public void Add(ushort type, scoped ReadOnlySpan<byte> value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer[_length..], (ushort)(4 + value.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer[(_length + 2)..], type);
        _length += 4;
        Append(value);
    }

    /// <summary>Starts an attribute that holds attributes.</summary>
    /// <returns>Where it starts, for <see cref="EndNest"/>.</returns>
    public int BeginNest(ushort type)
    {
        int start = _length;
        Add((ushort)(type | Nl.NLA_F_NESTED), []);
        return start;
    }

    /// <summary>Ends the attribute that starts there.</summary>
    public readonly void EndNest(int start) => BinaryPrimitives.WriteUInt16LittleEndian(_buffer[start..], (ushort)(_length - start));

    /// <summary>Closes the message and gives its bytes.</summary>
    public readonly ReadOnlySpan<byte> End()
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer, (uint)_length);
        return _buffer[.._length];
    }

    private void Append(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer[_length..]);
        int end = Aligned.To4(_length + bytes.Length);
        _buffer[(_length + bytes.Length)..end].Clear();
        _length = end;
    }
}
