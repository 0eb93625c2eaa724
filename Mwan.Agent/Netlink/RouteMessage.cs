using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Mwan.Agent.Netlink;

/// <summary>A route (RTM_NEWROUTE, rtnetlink(7)): what the kernel has, and what it is asked for. Two that are equal do the same.</summary>
internal sealed record RouteMessage
{
    /// <summary>Bytes of <c>struct rtmsg</c>.</summary>
    public const int BodyLength = 12;

    /// <summary>Address family.</summary>
    public required Family Family { get; init; }

    /// <summary>Routing table.</summary>
    public required uint Table { get; init; }

    /// <summary>Destination.</summary>
    public required IPNetwork Destination { get; init; }

    /// <summary>RTN_*.</summary>
    public byte Type { get; init; } = Rtm.RTN_UNICAST;

    /// <summary>RTPROT_*: who put it in.</summary>
    public byte Protocol { get; init; } = Rtm.RTPROT_MWAN;

    /// <summary>Metric; the lowest wins among routes to one destination.</summary>
    public uint Metric { get; init; }

    /// <summary>Number of the interface; 0: the route leads nowhere.</summary>
    public int LinkIndex { get; init; }

    /// <summary>Next hop; null: the destination is on the link.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>Source address for local sockets that have none; null: the kernel chooses.</summary>
    public IPAddress? Source { get; init; }

    /// <summary>Router preference of a router advertisement (RFC 4191): 1 high, 0 medium, 3 low.</summary>
    public byte Preference { get; init; }

    /// <summary>Whether there are several next hops, of which the first is told here.</summary>
    public bool Multipath { get; init; }

    /// <summary>Whether it is a default route.</summary>
    public bool IsDefault => Destination.PrefixLength == 0;

    /// <summary>What makes it one entry of the kernel: another of the same key takes its place.</summary>
    public (Family Family, uint Table, IPNetwork Destination, uint Metric) Key => (Family, Table, Destination, Metric);

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Type == Rtm.RTN_UNREACHABLE ? "unreachable " : "")}{(IsDefault ? "default" : Destination.ToString())}{(Gateway is null ? "" : $" via {Gateway}")}{(LinkIndex == 0 ? "" : $" link {LinkIndex}")} table {Table}");

    /// <summary>Reads one message; null when it is no route that packets of others take.</summary>
    public static RouteMessage? Parse(ushort type, ReadOnlySpan<byte> payload)
    {
        if (type != Rtm.RTM_NEWROUTE || payload.Length < BodyLength || payload[0] is not (Rtm.AF_INET or Rtm.AF_INET6))
        {
            return null;
        }

        Family family = (Family)payload[0];
        RouteMessage route = new()
        {
            Family = family,
            Table = payload[4],
            Destination = new IPNetwork(family == Family.Ipv4 ? IPAddress.Any : IPAddress.IPv6Any, 0),
            Protocol = payload[5],
            Type = payload[7],
        };
        int length = payload[1];
        AttributeReader attributes = new(payload[BodyLength..]);
        while (attributes.Read())
        {
            route = With(route, attributes, length);
        }

        // The kernel shows IPv6's unreachable routes on the loopback.
        return route.Type == Rtm.RTN_UNICAST ? route : route with { LinkIndex = 0 };
    }

    /// <summary>Writes the request that adds, replaces or deletes it.</summary>
    public void Write(ref RequestWriter request, ushort type, ushort flags, uint sequence)
    {
        Span<byte> body = stackalloc byte[BodyLength];
        body.Clear();
        body[0] = (byte)Family;
        body[1] = (byte)Destination.PrefixLength;
        body[4] = Table <= byte.MaxValue ? (byte)Table : Rtm.RT_TABLE_UNSPEC;
        body[5] = Protocol;
        body[6] = Family == Family.Ipv4 && Type == Rtm.RTN_UNICAST && Gateway is null ? Rtm.RT_SCOPE_LINK : Rtm.RT_SCOPE_UNIVERSE;
        body[7] = Type;
        if (Gateway is { IsIPv6LinkLocal: false })
        {
            // DHCP servers name gateways outside the leased prefix.
            BinaryPrimitives.WriteUInt32LittleEndian(body[8..], Rtm.RTNH_F_ONLINK);
        }

        request.Begin(type, flags, sequence, body);
        request.Add(Rtm.RTA_TABLE, Table);
        if (!IsDefault)
        {
            request.Add(Rtm.RTA_DST, Destination.BaseAddress);
        }

        request.Add(Rtm.RTA_PRIORITY, Metric);
        if (LinkIndex != 0)
        {
            request.Add(Rtm.RTA_OIF, (uint)LinkIndex);
        }

        if (Gateway is not null)
        {
            request.Add(Rtm.RTA_GATEWAY, Gateway);
        }

        if (Source is not null)
        {
            request.Add(Rtm.RTA_PREFSRC, Source);
        }
    }

    private static RouteMessage With(RouteMessage route, AttributeReader attribute, int length) => attribute.Type switch
    {
        Rtm.RTA_TABLE => route with { Table = attribute.UInt32 },
        Rtm.RTA_DST when attribute.Address is { } address && length <= attribute.Value.Length * 8 => route with { Destination = new IPNetwork(address, length) },
        Rtm.RTA_PRIORITY => route with { Metric = attribute.UInt32 },
        Rtm.RTA_OIF => route with { LinkIndex = (int)attribute.UInt32 },
        Rtm.RTA_GATEWAY => route with { Gateway = attribute.Address },
        Rtm.RTA_PREFSRC => route with { Source = attribute.Address },
        Rtm.RTA_PREF => route with { Preference = attribute.Byte },
        Rtm.RTA_MULTIPATH => FirstHop(route, attribute.Value),
        _ => route,
    };

    // struct rtnexthop: length, flags, hops, interface; then attributes.
    private static RouteMessage FirstHop(RouteMessage route, ReadOnlySpan<byte> hops)
    {
        const int header = 8;
        int length = hops.Length < header ? 0 : Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(hops), hops.Length);
        if (length < header)
        {
            return route;
        }

        route = route with { Multipath = true, LinkIndex = BinaryPrimitives.ReadInt32LittleEndian(hops[4..]) };
        AttributeReader attributes = new(hops[header..length]);
        while (attributes.Read())
        {
            if (attributes.Type == Rtm.RTA_GATEWAY)
            {
                route = route with { Gateway = attributes.Address };
            }
        }

        return route;
    }
}
