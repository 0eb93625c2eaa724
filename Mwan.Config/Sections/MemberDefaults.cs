using Mwan.Config.Description;

namespace Mwan.Config.Sections;

/// <summary>
/// Defaults that depend on a member's position or neighbours. WANs get marks 1, 2, ... and tables 100, 200, ...; tunnels go on from
/// there; staging tables begin at 10100, marks of tunnels' own packets at 201, so that none of the ranges meet.
/// </summary>
internal static class MemberDefaults
{
    private const int TableStep = 100;

    private const int StagingOffset = 10_000;

    private const int FirstOuterMark = 201;

    private static readonly FlowPolicy ResetAfterTenMinutes = new(FlowAction.ResetAfter, TimeSpan.FromMinutes(10));

    public static bool WanMark(Values wan, out long mark) => (mark = wan.Index + 1) is var _;

    public static bool WanTable(Values wan, out long table) => (table = TableStep * (wan.Index + 1)) is var _;

    public static bool StagingTable(Values wan, out long table)
    {
        bool known = wan.At(WanSection.Table).Is(out long own);
        table = StagingOffset + own;
        return known;
    }

    public static bool TunnelMark(Values tunnel, out long mark) => CountOfWans(tunnel, out mark) && (mark += tunnel.Index + 1) is var _;

    public static bool TunnelTable(Values tunnel, out long table) => TunnelMark(tunnel, out table) && (table *= TableStep) is var _;

    public static bool OuterMark(Values tunnel, out long mark) => (mark = FirstOuterMark + tunnel.Index) is var _;

    public static bool OnRecovery(Values wan, out FlowPolicy? policy)
    {
        bool known = wan.At(WanSection.Metered).Is(out bool metered);
        policy = metered ? ResetAfterTenMinutes : new FlowPolicy(FlowAction.Drain);
        return known;
    }

    public static FlowPolicy TunnelOnRecovery => ResetAfterTenMinutes;

    public static bool Delegation(Values wan, out long? length)
    {
        length = null;
        if (!wan.At(WanSection.Ipv6).Is(out Addressing? ipv6))
        {
            return false;
        }

        if (ipv6.Mode is not AddressingMode.Automatic)
        {
            return true;
        }

        if (!wan.Root.At(SiteSection.Lan).Is(out Values? lan))
        {
            return false;
        }

        Item<System.Net.IPNetwork> prefix = lan.At(LanSection.Prefix);
        length = prefix.Is(out System.Net.IPNetwork network) ? network.PrefixLength : null;
        return prefix.IsAbsent || length is not null;
    }

    /// <summary>All WANs of better tiers; unknown while one of the tiers is.</summary>
    public static bool Protects(Values tunnel, out IReadOnlyList<Item<string>>? names)
    {
        names = null;
        if (!tunnel.At(TunnelSection.Tier).Is(out long own) || !tunnel.Root.At(SiteSection.Wans).Is(out IReadOnlyList<Item<Values>>? wans))
        {
            return false;
        }

        List<Item<string>> better = [];
        foreach (Item<Values> item in wans)
        {
            if (!item.Is(out Values? wan) || !wan.At(WanSection.Tier).Is(out long tier) || !wan.At(WanSection.Name).Is(out _))
            {
                return false;
            }

            if (tier < own)
            {
                better.Add(wan.At(WanSection.Name));
            }
        }

        names = better;
        return true;
    }

    private static bool CountOfWans(Values tunnel, out long count)
    {
        bool known = tunnel.Root.At(SiteSection.Wans).Is(out IReadOnlyList<Item<Values>>? wans);
        count = wans?.Count ?? 0;
        return known;
    }
}
