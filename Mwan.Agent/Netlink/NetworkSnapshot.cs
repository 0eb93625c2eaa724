namespace Mwan.Agent.Netlink;

/// <summary>What the kernel has at one moment.</summary>
/// <param name="Links">All interfaces.</param>
/// <param name="Addresses">All addresses.</param>
internal sealed record NetworkSnapshot(IReadOnlyList<LinkMessage> Links, IReadOnlyList<AddressMessage> Addresses)
{
    /// <summary>Nothing known.</summary>
    public static NetworkSnapshot Empty { get; } = new([], []);

    /// <summary>All routes but those of the table <c>local</c>, which is the kernel's.</summary>
    public IReadOnlyList<RouteMessage> Routes { get; init; } = [];

    /// <summary>All policy rules.</summary>
    public IReadOnlyList<RuleMessage> Rules { get; init; } = [];

    /// <summary>All neighbours, also those that do not answer.</summary>
    public IReadOnlyList<NeighbourMessage> Neighbours { get; init; } = [];

    /// <summary>Reads everything; takes no longer than the kernel needs to copy it.</summary>
    public static NetworkSnapshot Read(NetlinkDump dump)
    {
        // Strict checking demands a zeroed structure; statistics are not asked for, they are most of the bytes.
        ReadOnlySpan<byte> link = stackalloc byte[LinkMessage.BodyLength];
        ReadOnlySpan<byte> address = stackalloc byte[AddressMessage.BodyLength];
        ReadOnlySpan<byte> neighbour = stackalloc byte[NeighbourMessage.BodyLength];
        return new NetworkSnapshot(
            dump.Read(Rtm.RTM_GETLINK, link, (Rtm.IFLA_EXT_MASK, Rtm.RTEXT_FILTER_SKIP_STATS), LinkMessage.Parse),
            dump.Read(Rtm.RTM_GETADDR, address, attribute: null, AddressMessage.Parse))
        {
            Routes = [.. Both(dump, Rtm.RTM_GETROUTE, RouteMessage.BodyLength, RouteMessage.Parse).Where(route => route.Table != Rtm.RT_TABLE_LOCAL)],
            Rules = Both(dump, Rtm.RTM_GETRULE, RuleMessage.BodyLength, RuleMessage.Parse),
            Neighbours = dump.Read(Rtm.RTM_GETNEIGH, neighbour, attribute: null, NeighbourMessage.Parse),
        };
    }

    private static List<T> Both<T>(NetlinkDump dump, ushort type, int bodyLength, NetlinkDump.Parser<T> parse)
        where T : class
    {
        List<T> entries = [];
        foreach (Family family in (ReadOnlySpan<Family>)[Family.Ipv4, Family.Ipv6])
        {
            byte[] body = new byte[bodyLength];
            body[0] = (byte)family;
            entries.AddRange(dump.Read(type, body, attribute: null, parse));
        }

        return entries;
    }
}
