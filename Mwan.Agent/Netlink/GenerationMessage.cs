using System.Buffers.Binary;

namespace Mwan.Agent.Netlink;

/// <summary>Generation of the nftables ruleset (NFT_MSG_NEWGEN), which each commit raises by one.</summary>
/// <param name="Id">The generation.</param>
/// <param name="ProcessId">Who committed, or who asks.</param>
/// <param name="ProcessName">Name of that process, at most 15 characters; null: not told.</param>
internal sealed record GenerationMessage(uint Id, int ProcessId, string? ProcessName)
{
    /// <summary>Reads one message; null when it is another one.</summary>
    public static GenerationMessage? Parse(ushort type, ReadOnlySpan<byte> payload)
    {
        if (type != Nfnl.NFT_MSG_NEWGEN || payload.Length < Nfnl.BodyLength)
        {
            return null;
        }

        uint id = 0;
        int process = 0;
        string? name = null;
        AttributeReader attributes = new(payload[Nfnl.BodyLength..]);
        while (attributes.Read())
        {
            // nftables' numbers are in network order.
            switch (attributes.Type)
            {
                case Nfnl.NFTA_GEN_ID:
                    id = BinaryPrimitives.ReverseEndianness(attributes.UInt32);
                    break;
                case Nfnl.NFTA_GEN_PROC_PID:
                    process = (int)BinaryPrimitives.ReverseEndianness(attributes.UInt32);
                    break;
                case Nfnl.NFTA_GEN_PROC_NAME:
                    name = attributes.Text;
                    break;
                default:
                    break;
            }
        }

        return new GenerationMessage(id, process, name);
    }
}
