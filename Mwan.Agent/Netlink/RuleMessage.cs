using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using Mwan.Config;

namespace Mwan.Agent.Netlink;

/// <summary>A policy rule (RTM_NEWRULE, linux/fib_rules.h): what the kernel has, and what it is asked for.</summary>
internal sealed record RuleMessage
{
    /// <summary>Bytes of <c>struct fib_rule_hdr</c>.</summary>
    public const int BodyLength = 12;

    /// <summary>Address family.</summary>
    public required Family Family { get; init; }

    /// <summary>Order: the lowest is asked first.</summary>
    public required uint Priority { get; init; }

    /// <summary>FR_ACT_*.</summary>
    public byte Action { get; init; } = Rtm.FR_ACT_TO_TBL;

    /// <summary>Table that is looked up; 0 for other actions.</summary>
    public uint Table { get; init; }

    /// <summary>Mark that a packet must have, all 32 bits; null: any.</summary>
    public uint? Mark { get; init; }

    /// <summary>Whether the conditions must not hold.</summary>
    public bool Invert { get; init; }

    /// <summary>Sources; null: any.</summary>
    public IPNetwork? Source { get; init; }

    /// <summary>Interface by which a packet came in, <c>lo</c> for what the box itself sends; null: any.</summary>
    public string? Incoming { get; init; }

    /// <summary>Routes with prefixes of this length or shorter do not count; null: all count.</summary>
    public int? SuppressPrefixLength { get; init; }

    /// <summary>Conditions that the agent never sets, as the kernel shows them; null: none.</summary>
    public string? Other { get; init; }

    /// <summary>RTPROT_*: who put it in.</summary>
    public byte Protocol { get; init; } = Rtm.RTPROT_MWAN;

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Priority}: {(Invert ? "not " : "")}{(Source is { } source ? $"from {source} " : "")}{(Mark is { } mark ? $"fwmark {mark} " : "")}{(Incoming is { } link ? $"iif {link} " : "")}{(Other is null ? "" : Other + " ")}{Act()}{(SuppressPrefixLength is { } length ? $" suppress_prefixlength {length}" : "")}");

    /// <summary>Reads one message; null when it is no rule of IPv4 or IPv6.</summary>
    public static RuleMessage? Parse(ushort type, ReadOnlySpan<byte> payload)
    {
        if (type != Rtm.RTM_NEWRULE || payload.Length < BodyLength || payload[0] is not (Rtm.AF_INET or Rtm.AF_INET6))
        {
            return null;
        }

        RuleMessage rule = new()
        {
            Family = (Family)payload[0],
            Priority = 0,
            Table = payload[4],
            Action = payload[7],
            Invert = (BinaryPrimitives.ReadUInt32LittleEndian(payload[8..]) & Rtm.FIB_RULE_INVERT) != 0,
            Protocol = Rtm.RTPROT_UNSPEC,
            Other = payload[1] == 0 ? null : "to",
        };
        int sourceLength = payload[2];
        AttributeReader attributes = new(payload[BodyLength..]);
        while (attributes.Read())
        {
            rule = With(rule, attributes, sourceLength);
        }

        return rule;
    }

    /// <summary>Writes the request that adds or deletes it.</summary>
    public void Write(ref RequestWriter request, ushort type, ushort flags, uint sequence)
    {
        Span<byte> body = stackalloc byte[BodyLength];
        body.Clear();
        body[0] = (byte)Family;
        body[2] = (byte)(Source?.PrefixLength ?? 0);
        body[4] = Table <= byte.MaxValue ? (byte)Table : Rtm.RT_TABLE_UNSPEC;

        // By others alone, and only to be deleted: the kernel wants no target then, and takes 0 for any action.
        body[7] = Action == Rtm.FR_ACT_GOTO ? (byte)0 : Action;
        BinaryPrimitives.WriteUInt32LittleEndian(body[8..], Invert ? Rtm.FIB_RULE_INVERT : 0);
        request.Begin(type, flags, sequence, body);
        request.Add(Rtm.FRA_PRIORITY, Priority);
        request.Add(Rtm.FRA_PROTOCOL, [Protocol]);
        if (Table != 0)
        {
            request.Add(Rtm.FRA_TABLE, Table);
        }

        if (Source is { } source)
        {
            request.Add(Rtm.FRA_SRC, source.BaseAddress);
        }

        if (Mark is { } mark)
        {
            request.Add(Rtm.FRA_FWMARK, mark);
            request.Add(Rtm.FRA_FWMASK, uint.MaxValue);
        }

        if (Incoming is { } link)
        {
            request.Add(Rtm.FRA_IIFNAME, Encoding.UTF8.GetBytes(link));
        }

        if (SuppressPrefixLength is { } length)
        {
            request.Add(Rtm.FRA_SUPPRESS_PREFIXLEN, (uint)length);
        }
    }

    private string Act() => Action switch
    {
        Rtm.FR_ACT_TO_TBL => string.Create(CultureInfo.InvariantCulture, $"lookup {Table}"),
        Rtm.FR_ACT_BLACKHOLE => "blackhole",
        Rtm.FR_ACT_GOTO => "goto",
        _ => "unreachable",
    };

    // The kernel keeps the bits behind a prefix, and finds the rule by them: what has any is found without.
    private static RuleMessage From(RuleMessage rule, IPAddress address, int length) => Prefix.Of(address, length) is var prefix && prefix.BaseAddress.Equals(address)
        ? rule with { Source = prefix }
        : rule with { Other = string.Create(CultureInfo.InvariantCulture, $"from {address}/{length}") };

    private static RuleMessage With(RuleMessage rule, AttributeReader attribute, int sourceLength) => attribute.Type switch
    {
        Rtm.FRA_PRIORITY => rule with { Priority = attribute.UInt32 },
        Rtm.FRA_TABLE => rule with { Table = attribute.UInt32 },
        Rtm.FRA_PROTOCOL => rule with { Protocol = attribute.Byte },
        Rtm.FRA_SRC when attribute.Address is { } address && sourceLength <= attribute.Value.Length * 8 => From(rule, address, sourceLength),
        Rtm.FRA_FWMARK => rule with { Mark = attribute.UInt32 },

        // The kernel shows a mark of zero by its mask alone.
        Rtm.FRA_FWMASK => attribute.UInt32 == uint.MaxValue ? rule with { Mark = rule.Mark ?? 0 } : rule with { Mark = null, Other = "fwmask" },
        Rtm.FRA_SUPPRESS_PREFIXLEN => attribute.UInt32 == uint.MaxValue ? rule : rule with { SuppressPrefixLength = (int)attribute.UInt32 },
        Rtm.FRA_IIFNAME => rule with { Incoming = attribute.Text },
        Rtm.FRA_OIFNAME => rule with { Other = $"oif {attribute.Text}" },
        _ => rule,
    };
}
