namespace Mwan.Agent.Netlink;

/// <summary>Links and addresses of the kernel at one moment.</summary>
/// <param name="Links">All interfaces.</param>
/// <param name="Addresses">All addresses.</param>
internal sealed record NetworkSnapshot(IReadOnlyList<LinkMessage> Links, IReadOnlyList<AddressMessage> Addresses)
{
    /// <summary>Nothing known.</summary>
    public static NetworkSnapshot Empty { get; } = new([], []);

    /// <summary>Reads everything; takes no longer than the kernel needs to copy it.</summary>
    public static NetworkSnapshot Read(NetlinkDump dump)
    {
        // Strict checking demands a zeroed structure; statistics are not asked for, they are most of the bytes.
        ReadOnlySpan<byte> link = stackalloc byte[LinkMessage.BodyLength];
        ReadOnlySpan<byte> address = stackalloc byte[AddressMessage.BodyLength];
        return new NetworkSnapshot(
            dump.Read(Rtm.RTM_GETLINK, link, (Rtm.IFLA_EXT_MASK, Rtm.RTEXT_FILTER_SKIP_STATS), LinkMessage.Parse),
            dump.Read(Rtm.RTM_GETADDR, address, attribute: null, AddressMessage.Parse));
    }
}
