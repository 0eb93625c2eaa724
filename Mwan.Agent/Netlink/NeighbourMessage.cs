using System.Buffers.Binary;
using System.Net;

namespace Mwan.Agent.Netlink;

/// <summary>A neighbour on a link (RTM_NEWNEIGH, rtnetlink(7)).</summary>
/// <param name="LinkIndex">Number of the interface.</param>
/// <param name="Address">Its IP address.</param>
/// <param name="Mac">Its link-layer address in hexadecimal digits; null: not known, or none is needed.</param>
/// <param name="IsRouter">Whether it says of itself that it routes (RFC 4861, the flag R).</param>
/// <param name="State">NUD_*: what the kernel knows of its reachability.</param>
internal sealed record NeighbourMessage(int LinkIndex, IPAddress Address, string? Mac, bool IsRouter, ushort State)
{
    /// <summary>Bytes of <c>struct ndmsg</c>.</summary>
    public const int BodyLength = 12;

    private const ushort Answered = Rtm.NUD_REACHABLE | Rtm.NUD_STALE | Rtm.NUD_DELAY;
    private const ushort WithoutMac = Rtm.NUD_INCOMPLETE | Rtm.NUD_FAILED | Rtm.NUD_NOARP;

    /// <summary>
    /// Whether it answered when it was last asked; null: the kernel is asking it now, or never asks it. A stale one counts as answered:
    /// nobody has had a reason to ask again.
    /// </summary>
    public bool? Answers => (State & Answered) != 0 ? true : (State & Rtm.NUD_FAILED) != 0 ? false : null;

    /// <summary>Reads one message; null when it is no neighbour with an IP address.</summary>
    public static NeighbourMessage? Parse(ushort type, ReadOnlySpan<byte> payload)
    {
        if (type != Rtm.RTM_NEWNEIGH || payload.Length < BodyLength || payload[0] is not (Rtm.AF_INET or Rtm.AF_INET6))
        {
            return null;
        }

        ushort state = BinaryPrimitives.ReadUInt16LittleEndian(payload[8..]);
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
                case Rtm.NDA_LLADDR when (state & WithoutMac) == 0:
                    mac = Convert.ToHexStringLower(attributes.Value);
                    break;
                default:
                    break;
            }
        }

        return address is null
            ? null
            : new NeighbourMessage(BinaryPrimitives.ReadInt32LittleEndian(payload[4..]), address, mac, (payload[10] & Rtm.NTF_ROUTER) != 0, state);
    }

    /// <summary>Writes the request that changes the kernel's entry.</summary>
    /// <param name="request">Where it is written.</param>
    /// <param name="flags">NLM_F_*.</param>
    /// <param name="sequence">Number that the answer carries.</param>
    /// <param name="use">Whether the kernel shall resolve it as if there were a packet for it (NTF_USE); it does nothing else then.</param>
    public void Write(ref RequestWriter request, ushort flags, uint sequence, bool use)
    {
        Span<byte> body = stackalloc byte[BodyLength];
        body.Clear();
        body[0] = Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? Rtm.AF_INET : Rtm.AF_INET6;
        BinaryPrimitives.WriteInt32LittleEndian(body[4..], LinkIndex);
        BinaryPrimitives.WriteUInt16LittleEndian(body[8..], State);
        body[10] = use ? Rtm.NTF_USE : (byte)0;
        request.Begin(Rtm.RTM_NEWNEIGH, flags, sequence, body);
        request.Add(Rtm.NDA_DST, Address);
    }
}
