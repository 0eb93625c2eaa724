using System.Buffers.Binary;

namespace Mwan.Agent.Netlink;

/// <summary>A network interface as the kernel describes it (RTM_NEWLINK, rtnetlink(7)).</summary>
internal sealed record LinkMessage
{
    /// <summary>Bytes of <c>struct ifinfomsg</c>.</summary>
    public const int BodyLength = 16;

    /// <summary>Interface number.</summary>
    public required int Index { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Further names (altname).</summary>
    public required IReadOnlyList<string> AlternativeNames { get; init; }

    /// <summary>Whether an administrator (networkd) turned it on.</summary>
    public required bool Up { get; init; }

    /// <summary>Whether the other end is there.</summary>
    public required bool Carrier { get; init; }

    /// <summary>Whether the kernel asks for the MAC of a neighbour here (ARP, RFC 826; neighbour discovery, RFC 4861).</summary>
    public bool Resolves { get; init; }

    /// <summary>MAC in use, lower case with colons; null: the link has none.</summary>
    public string? Mac { get; init; }

    /// <summary>MAC of the hardware; null: unknown.</summary>
    public string? PermanentMac { get; init; }

    /// <summary>MTU in bytes.</summary>
    public int Mtu { get; init; }

    /// <summary>Kind of a virtual link, e.g. <c>vlan</c>; null: hardware.</summary>
    public string? Kind { get; init; }

    /// <summary>Device that carries it, e.g. the PCI address <c>0000:01:00.0</c>.</summary>
    public string? ParentDevice { get; init; }

    /// <summary>Reads one message; null when it is no link.</summary>
    public static LinkMessage? Parse(ushort type, ReadOnlySpan<byte> payload)
    {
        if (type != Rtm.RTM_NEWLINK || payload.Length < BodyLength)
        {
            return null;
        }

        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(payload[8..]);
        LinkMessage link = new()
        {
            Index = BinaryPrimitives.ReadInt32LittleEndian(payload[4..]),
            Name = "",
            AlternativeNames = [],
            Up = (flags & Rtm.IFF_UP) != 0,
            Carrier = false,
            Resolves = (flags & (Rtm.IFF_POINTOPOINT | Rtm.IFF_NOARP)) == 0,
        };
        AttributeReader attributes = new(payload[BodyLength..]);
        while (attributes.Read())
        {
            link = With(link, attributes);
        }

        return link.Name.Length == 0 ? null : link;
    }

    private static LinkMessage With(LinkMessage link, AttributeReader attribute) => attribute.Type switch
    {
        Rtm.IFLA_IFNAME => link with { Name = attribute.Text },
        Rtm.IFLA_ADDRESS => link with { Mac = MacText(attribute.Value) },
        Rtm.IFLA_PERM_ADDRESS => link with { PermanentMac = MacText(attribute.Value) },
        Rtm.IFLA_MTU => link with { Mtu = (int)attribute.UInt32 },
        Rtm.IFLA_CARRIER => link with { Carrier = attribute.Byte != 0 },
        Rtm.IFLA_PARENT_DEV_NAME => link with { ParentDevice = attribute.Text },
        Rtm.IFLA_LINKINFO => link with { Kind = First(attribute.Value, Rtm.IFLA_INFO_KIND) },
        Rtm.IFLA_PROP_LIST => link with { AlternativeNames = All(attribute.Value, Rtm.IFLA_ALT_IFNAME) },
        _ => link,
    };

    private static string? MacText(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 6 && bytes.ContainsAnyExcept((byte)0)
            ? string.Join(':', Convert.ToHexStringLower(bytes).Chunk(2).Select(pair => new string(pair)))
            : null;

    private static string? First(ReadOnlySpan<byte> nested, ushort type) => All(nested, type) is [string first, ..] ? first : null;

    private static List<string> All(ReadOnlySpan<byte> nested, ushort type)
    {
        List<string> texts = [];
        AttributeReader attributes = new(nested);
        while (attributes.Read())
        {
            if (attributes.Type == type)
            {
                texts.Add(attributes.Text);
            }
        }

        return texts;
    }
}
