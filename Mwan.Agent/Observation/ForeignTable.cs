using Mwan.Agent.Netlink;
using Mwan.Config;

namespace Mwan.Agent.Observation;

/// <summary>A routing table of somebody else that a rule leads to and that has a default route.</summary>
/// <param name="Family">Family of the rule and the route.</param>
/// <param name="Table">The table.</param>
internal sealed record ForeignTable(Family Family, uint Table)
{
    private const uint RT_TABLE_DEFAULT = 253;

    /// <summary>Those that the rules of others lead to.</summary>
    public static IReadOnlyList<ForeignTable> Of(Site site, NetworkSnapshot network)
    {
        HashSet<uint> known =
        [
            Rtm.RT_TABLE_UNSPEC, RT_TABLE_DEFAULT, Rtm.RT_TABLE_MAIN, Rtm.RT_TABLE_LOCAL,
            (uint)site.Management.Table,
            .. site.Wans.SelectMany(wan => new[] { (uint)wan.Table, (uint)wan.StagingTable }),
            .. site.Tunnels.Select(tunnel => (uint)tunnel.Table),
        ];
        return
        [
            .. network.Rules
                .Where(rule => rule.Protocol != Rtm.RTPROT_MWAN && rule.Action == Rtm.FR_ACT_TO_TBL && !known.Contains(rule.Table))
                .Select(rule => new ForeignTable(rule.Family, rule.Table))
                .Distinct()
                .Where(table => network.Routes.Any(route => route.IsDefault && route.Family == table.Family && route.Table == table.Table))
                .OrderBy(table => (table.Family, table.Table)),
        ];
    }
}
