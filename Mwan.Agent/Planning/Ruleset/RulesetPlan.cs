using Mwan.Config;

namespace Mwan.Agent.Planning.Ruleset;

/// <summary>Plans the table <c>inet mwan</c>.</summary>
internal static class RulesetPlan
{
    /// <summary>The whole table.</summary>
    /// <param name="site">The site.</param>
    /// <param name="members">All members.</param>
    /// <param name="ipv4">Those that carry new IPv4 flows.</param>
    /// <param name="ipv6">Those that carry new IPv6 flows.</param>
    public static NftTable Of(Site site, IReadOnlyList<Member> members, IReadOnlyList<Member> ipv4, IReadOnlyList<Member> ipv6)
    {
        IReadOnlyList<PinRule> pins = [.. site.Balance.Pins.Select((pin, index) => PinRule.Of(pin, index, site, members))];
        return new NftTable(
            Counter.All,
            [
                .. Inbound.Sets(members),
                .. Outbound.Sets(members),
                .. pins.SelectMany(pin => pin.Sets),
            ],
            [
                .. Marking.Saves,
                .. BalanceChains.Of(site, ipv4, ipv6),
                new NftChain("pins", Hook: null, [.. pins.SelectMany(pin => pin.Rules)]),
                .. Marking.Of(site, members),
                .. Inbound.Chains(site, members),
                .. Outbound.Chains(site, members),
                Clamp.Of(site, members),
            ]);
    }
}
