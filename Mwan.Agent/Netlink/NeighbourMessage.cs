using System.Buffers.Binary;
using System.Net;

namespace Mwan.Agent.Netlink;

/// <summary>A neighbour on a link (RTM_NEWNEIGH, rtnetlink(7)).</summary>
/// <param name="LinkIndex">Number of the interface.</param>
/// <param name="Address">Its IP address.</param>
/// <param name="Mac">Its link-layer address in hexadecimal digits.</param>
/// <param name="IsRouter">Whether it says of itself that it routes (RFC 4861, the flag R).</param>
internal sealed record NeighbourMessage(int LinkIndex, IPAddress Address, string Mac, bool IsRouter)
{
    /// <summary>Bytes of <c>struct ndmsg</c>.</summary>
    public const int BodyLength = 12;

    /// <summary>Reads one message; null when it is no neighbour whose MAC is known.</summary>
    public static NeighbourMessage? Parse(ushort type, ReadOnlySpan<byte> payload)
    {
        if (type != Rtm.RTM_NEWNEIGH || payload.Length < BodyLength || payload[0] is not (Rtm.AF_INET or Rtm.AF_INET6))
        {
            return null;
        }

        ushort state = BinaryPrimitives.ReadUInt16LittleEndian(payload[8..]);
        if ((state & (Rtm.NUD_INCOMPLETE | Rtm.NUD_FAILED | Rtm.NUD_NOARP)) != 0)
        {
            return null;
        }

        IPAddress? address = null;
        string? mac = null;
        AttributeReader attributes = new(payload[BodyLength..]);
        while (attributes.Read())
        {
            switch (attributes.Type)
            {
                case Rtm.NDA_DST:
                    address = attributes.Address;
                    break;
                case Rtm.NDA_LLADDR:
                    mac = Convert.ToHexStringLower(attributes.Value);
                    break;
                default:
                    break;
            }
        }

        return address is null || mac is null
            ? null
            : new NeighbourMessage(BinaryPrimitives.ReadInt32LittleEndian(payload[4..]), address, mac, (payload[10] & Rtm.NTF_ROUTER) != 0);
    }
}
