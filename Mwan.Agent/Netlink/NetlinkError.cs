using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Mwan.Agent.Netlink;

/// <summary>What the kernel answered to a request that it refused (<c>struct nlmsgerr</c>).</summary>
/// <param name="Code">errno(3), positive; 0 is an acknowledgement.</param>
/// <param name="Message">The kernel's own words (NLMSGERR_ATTR_MSG), or those of strerror(3).</param>
internal sealed record NetlinkError(int Code, string Message)
{
    private const int CodeLength = 4;

    /// <summary>Reads an NLMSG_ERROR, or the NLMSG_DONE with which a dump ends.</summary>
    public static NetlinkError Parse(ushort type, ReadOnlySpan<byte> payload, ushort flags)
    {
        int code = payload.Length < CodeLength ? 0 : -BinaryPrimitives.ReadInt32LittleEndian(payload);
        string? message = (flags & Nl.NLM_F_ACK_TLVS) == 0 || payload.Length < CodeLength ? null : ExtendedMessage(type, payload[CodeLength..], flags);
        return new NetlinkError(code, message ?? Marshal.GetPInvokeErrorMessage(code));
    }

    private static string? ExtendedMessage(ushort type, ReadOnlySpan<byte> rest, ushort flags)
    {
        AttributeReader attributes = new(rest[Math.Min(Quoted(type, rest, flags), rest.Length)..]);
        while (attributes.Read())
        {
            if (attributes.Type == Nl.NLMSGERR_ATTR_MSG)
            {
                return attributes.Text;
            }
        }

        return null;
    }

    // An error quotes the refused request, whole or, when capped, its header alone. The end of a dump quotes nothing.
    private static int Quoted(ushort type, ReadOnlySpan<byte> rest, ushort flags) => type switch
    {
        Nl.NLMSG_DONE => 0,
        _ when (flags & Nl.NLM_F_CAPPED) != 0 => Nl.HeaderLength,
        _ when rest.Length < Nl.HeaderLength => rest.Length,
        _ => Aligned.To4((int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(rest), (uint)rest.Length)),
    };
}
