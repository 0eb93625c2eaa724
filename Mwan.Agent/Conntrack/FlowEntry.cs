using System.Buffers.Binary;
using System.Net;
using Mwan.Agent.Netlink;
using Mwan.Agent.Planning.Ruleset;

namespace Mwan.Agent.Conntrack;

/// <summary>A flow that the kernel tracks (IPCTNL_MSG_CT_NEW).</summary>
internal sealed record FlowEntry
{
    /// <summary>Its family.</summary>
    public required Family Family { get; init; }

    /// <summary>The kernel's number of it; one that is freed may be given away again.</summary>
    public uint Id { get; private set; }

    /// <summary>Whom its first packet was for; null: not told.</summary>
    public IPAddress? Destination { get; private set; }

    /// <summary>Whom its answers are for, which is how its source was translated; null: not told.</summary>
    public IPAddress? ReplyDestination { get; private set; }

    /// <summary>IPS_* bits.</summary>
    public uint Status { get; private set; }

    /// <summary>Its mark, see <see cref="FlowMark"/>.</summary>
    public uint Mark { get; private set; }

    /// <summary>Whether a balance or a pin chose its member.</summary>
    public bool IsChosen => (Mark & FlowMark.Chosen) != 0;

    /// <summary>Whether it came in from outside to something behind this box; a LAN client's call to a public address of ours did not.</summary>
    public bool IsInbound => !IsChosen && (Status & (Ctnl.IPS_SRC_NAT | Ctnl.IPS_DST_NAT)) == Ctnl.IPS_DST_NAT;

    /// <summary>Whether the other side has ever answered.</summary>
    public bool IsAnswered => (Status & Ctnl.IPS_SEEN_REPLY) != 0;

    /// <summary>Packets of the direction of its first; null: not counted (net.netfilter.nf_conntrack_acct).</summary>
    public ulong? Sent { get; private set; }

    /// <summary>Packets of the other direction; null: not counted.</summary>
    public ulong? Answered { get; private set; }

    /// <summary>The tuple of its first packet, as the kernel gave it: what names it in a deletion.</summary>
    public ReadOnlyMemory<byte> Tuple { get; private set; }

    /// <summary>Reads one message; null when it is another one.</summary>
    public static FlowEntry? Parse(ushort type, ReadOnlySpan<byte> payload)
    {
        if (type != Ctnl.IPCTNL_MSG_CT_NEW || payload.Length < Nfnl.BodyLength)
        {
            return null;
        }

        FlowEntry entry = new() { Family = (Family)payload[0] };
        AttributeReader attributes = new(payload[Nfnl.BodyLength..]);
        while (attributes.Read())
        {
            switch (attributes.Type)
            {
                case Ctnl.CTA_TUPLE_ORIG:
                    entry.Tuple = attributes.Value.ToArray();
                    entry.Destination = DestinationOf(attributes.Value);
                    break;
                case Ctnl.CTA_TUPLE_REPLY:
                    entry.ReplyDestination = DestinationOf(attributes.Value);
                    break;
                case Ctnl.CTA_STATUS:
                    entry.Status = BinaryPrimitives.ReverseEndianness(attributes.UInt32);
                    break;
                case Ctnl.CTA_MARK:
                    entry.Mark = BinaryPrimitives.ReverseEndianness(attributes.UInt32);
                    break;
                case Ctnl.CTA_ID:
                    entry.Id = attributes.UInt32;
                    break;
                case Ctnl.CTA_COUNTERS_ORIG:
                    entry.Sent = Packets(attributes.Value);
                    break;
                case Ctnl.CTA_COUNTERS_REPLY:
                    entry.Answered = Packets(attributes.Value);
                    break;
                default:
                    break;
            }
        }

        return entry;
    }

    /// <summary>Writes the request to delete it, and no other that has taken its tuple since.</summary>
    public void WriteDeletion(ref RequestWriter request, uint sequence)
    {
        request.Begin(Ctnl.IPCTNL_MSG_CT_DELETE, Nl.NLM_F_ACK, sequence, [(byte)Family, 0, 0, 0]);
        request.Add(Ctnl.CTA_TUPLE_ORIG | Nl.NLA_F_NESTED, Tuple.Span);
        request.Add(Ctnl.CTA_ID, Id);
    }

    private static IPAddress? DestinationOf(ReadOnlySpan<byte> tuple)
    {
        AttributeReader parts = new(tuple);
        while (parts.Read())
        {
            if (parts.Type != Ctnl.CTA_TUPLE_IP)
            {
                continue;
            }

            AttributeReader addresses = new(parts.Value);
            while (addresses.Read())
            {
                if (addresses.Type is Ctnl.CTA_IP_V4_DST or Ctnl.CTA_IP_V6_DST)
                {
                    return addresses.Address;
                }
            }
        }

        return null;
    }

    private static ulong? Packets(ReadOnlySpan<byte> counters)
    {
        AttributeReader parts = new(counters);
        while (parts.Read())
        {
            if (parts.Type == Ctnl.CTA_COUNTERS_PACKETS && BinaryPrimitives.TryReadUInt64BigEndian(parts.Value, out ulong packets))
            {
                return packets;
            }
        }

        return null;
    }
}
