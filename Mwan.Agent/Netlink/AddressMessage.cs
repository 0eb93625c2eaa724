using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Mwan.Agent.Netlink;

/// <summary>An address of an interface (RTM_NEWADDR, rtnetlink(7)).</summary>
/// <param name="LinkIndex">Number of the interface.</param>
/// <param name="Address">The box's own address.</param>
/// <param name="PrefixLength">Length of the on-link prefix in bits.</param>
/// <param name="Scope">RT_SCOPE_*.</param>
/// <param name="Flags">IFA_F_*.</param>
internal sealed record AddressMessage(int LinkIndex, IPAddress Address, int PrefixLength, byte Scope, uint Flags)
{
    /// <summary>Bytes of <c>struct ifaddrmsg</c>.</summary>
    public const int BodyLength = 8;

    /// <summary>Whether another host on the link has the address too.</summary>
    public bool IsDuplicate => (Flags & Rtm.IFA_F_DADFAILED) != 0;

    /// <summary>Whether packets may use the address now.</summary>
    public bool IsUsable => (Flags & (Rtm.IFA_F_DADFAILED | Rtm.IFA_F_TENTATIVE)) == 0;

    /// <summary>Whether the address is valid on its link only.</summary>
    public bool IsLinkLocal => Scope == Rtm.RT_SCOPE_LINK;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{PrefixLength}");

    /// <summary>Reads one message; null when it is no address.</summary>
    public static AddressMessage? Parse(ushort type, ReadOnlySpan<byte> payload)
    {
        if (type != Rtm.RTM_NEWADDR || payload.Length < BodyLength)
        {
            return null;
        }

        IPAddress? address = null;
        IPAddress? local = null;
        uint flags = payload[2];
        AttributeReader attributes = new(payload[BodyLength..]);
        while (attributes.Read())
        {
            switch (attributes.Type)
            {
                case Rtm.IFA_ADDRESS:
                    address = attributes.Address;
                    break;
                case Rtm.IFA_LOCAL:
                    // On a point-to-point link IFA_ADDRESS is the other end.
                    local = attributes.Address;
                    break;
                case Rtm.IFA_FLAGS:
                    flags = attributes.UInt32;
                    break;
                default:
                    break;
            }
        }

        return (local ?? address) is { } own
            ? new AddressMessage(BinaryPrimitives.ReadInt32LittleEndian(payload[4..]), own, payload[1], payload[3], flags)
            : null;
    }
}
