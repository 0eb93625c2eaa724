using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Mwan.Agent.Netlink;

/// <summary>What the kernel answered to a request that it refused (<c>struct nlmsgerr</c>).</summary>
/// <param name="Code">errno(3), positive; 0 is an acknowledgement.</param>
/// <param name="Message">The kernel's own words (NLMSGERR_ATTR_MSG), or those of strerror(3).</param>
internal sealed record NetlinkError(int Code, string Message)
{
    /// <summary>Reads an NLMSG_ERROR or the tail of an NLMSG_DONE.</summary>
    public static NetlinkError Parse(ReadOnlySpan<byte> payload, ushort flags)
    {
        int code = payload.Length < 4 ? 0 : -BinaryPrimitives.ReadInt32LittleEndian(payload);
        string? message = (flags & Nl.NLM_F_ACK_TLVS) == 0 ? null : ExtendedMessage(payload, flags);
        return new NetlinkError(code, message ?? Marshal.GetPInvokeErrorMessage(code));
    }

    private static string? ExtendedMessage(ReadOnlySpan<byte> payload, ushort flags)
    {
        const int code = 4;
        if (payload.Length < code + Nl.HeaderLength)
        {
            return null;
        }

        // The refused request is quoted whole, or only its header when the kernel capped it.
        int quoted = (flags & Nl.NLM_F_CAPPED) != 0
            ? Nl.HeaderLength
            : Aligned.To4((int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(payload[code..]), (uint)payload.Length));
        AttributeReader attributes = new(payload[Math.Min(code + quoted, payload.Length)..]);
        while (attributes.Read())
        {
            if (attributes.Type == Nl.NLMSGERR_ATTR_MSG)
            {
                return attributes.Text;
            }
        }

        return null;
    }
}
