using System.Buffers.Binary;
using Mwan.Agent.Netlink;

namespace Mwan.Agent.Conntrack;

/// <summary>Flows that the kernel itself selects, in a dump as in a deletion (Linux 5.8 and later; a protocol in a deletion: 6.11).</summary>
/// <param name="Family">Their family.</param>
/// <param name="Mark">Their mark, as far as <paramref name="Mask"/> goes.</param>
/// <param name="Mask">The bits of the mark that count.</param>
/// <param name="Protocol">Their protocol, IPPROTO_*; null: any.</param>
internal sealed record FlowFilter(Family Family, uint Mark, uint Mask, byte? Protocol = null)
{
    /// <summary>Writes a request for these flows.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type">Message type.</param>
    /// <param name="flags">NLM_F_* flags.</param>
    /// <param name="sequence">Number that the answers carry.</param>
    public void Write(ref RequestWriter request, ushort type, ushort flags, uint sequence)
    {
        request.Begin(type, flags, sequence, [(byte)Family, Ctnl.FamilyCounts, 0, 0]);
        request.Add(Ctnl.CTA_MARK, BinaryPrimitives.ReverseEndianness(Mark));
        request.Add(Ctnl.CTA_MARK_MASK, BinaryPrimitives.ReverseEndianness(Mask));
        if (Protocol is { } protocol)
        {
            int tuple = request.BeginNest(Ctnl.CTA_TUPLE_ORIG);
            int part = request.BeginNest(Ctnl.CTA_TUPLE_PROTO);
            request.Add(Ctnl.CTA_PROTO_NUM, [protocol]);
            request.EndNest(part);
            request.EndNest(tuple);

            // Which parts of the tuple count; these flags are in host order.
            int filter = request.BeginNest(Ctnl.CTA_FILTER);
            request.Add(Ctnl.CTA_FILTER_ORIG_FLAGS, Ctnl.CTA_FILTER_F_CTA_PROTO_NUM);
            request.EndNest(filter);
        }
    }
}
