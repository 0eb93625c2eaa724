using System.Buffers.Binary;

namespace Mwan.Agent.Netlink;

/// <summary>Walks the messages of one datagram (<c>struct nlmsghdr</c>, netlink(7)). A length that leaves the buffer ends the walk.</summary>
/// <param name="datagram">What one receive returned.</param>
internal ref struct MessageReader(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> _rest = datagram;

    /// <summary>Message type.</summary>
    public ushort Type { get; private set; }

    /// <summary>Flags, NLM_F_*.</summary>
    public ushort Flags { get; private set; }

    /// <summary>Sequence number of the request that this answers.</summary>
    public uint Sequence { get; private set; }

    /// <summary>What follows the header.</summary>
    public ReadOnlySpan<byte> Payload { get; private set; }

    /// <summary>Moves to the next message.</summary>
    public bool Read()
    {
        if (_rest.Length < Nl.HeaderLength)
        {
            return false;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(_rest);
        if (length < Nl.HeaderLength || length > (uint)_rest.Length)
        {
            return false;
        }

        Type = BinaryPrimitives.ReadUInt16LittleEndian(_rest[4..]);
        Flags = BinaryPrimitives.ReadUInt16LittleEndian(_rest[6..]);
        Sequence = BinaryPrimitives.ReadUInt32LittleEndian(_rest[8..]);
        Payload = _rest[Nl.HeaderLength..(int)length];
        _rest = _rest[Math.Min(Aligned.To4((int)length), _rest.Length)..];
        return true;
    }
}
