using System.Globalization;
using Mwan.Config;

namespace Mwan.Agent.Planning.Ruleset;

/// <summary>Spreads new flows over the members that carry them, by weight.</summary>
internal static class BalanceChains
{
    // Any constant: without one the kernel draws another at each replacement of the table, and sources would move.
    private const string Seed = "0x6d77616e";

    /// <summary>The chains <c>balance4</c> and <c>balance6</c>.</summary>
    public static IEnumerable<NftChain> Of(Site site, IReadOnlyList<Member> ipv4, IReadOnlyList<Member> ipv6) =>
    [
        new NftChain("balance4", Hook: null, [.. Choose(site, "ip", [.. ipv4.Where(member => member.Ipv4Source is not null)]), Counter.Reject(Counter.NothingCarries)]),
        new NftChain("balance6", Hook: null, [.. Ipv6(site, ipv6), Counter.Reject(Counter.NothingCarries)]),
    ];

    // Delegations may differ in length: a subnet is balanced over the members whose delegation covers it.
    private static IEnumerable<string> Ipv6(Site site, IReadOnlyList<Member> carriers)
    {
        Member[] masquerading = [.. carriers.Where(member => member.Tunnel is not null && member.Ipv6Source is not null)];
        Member[] translating = [.. carriers.Where(member => member.Translation is not null)];
        if (site.Lan.Router.Ipv6 is { } router)
        {
            foreach (string rule in Choose(site, "ip6", [.. translating, .. masquerading]))
            {
                yield return $"ip6 saddr {router} {rule}";
            }
        }

        foreach (System.Net.IPNetwork part in translating.Select(member => member.Translation!.Internal).Distinct().OrderByDescending(part => part.PrefixLength))
        {
            Member[] covering = [.. translating.Where(member => member.Translation!.Internal.PrefixLength <= part.PrefixLength), .. masquerading];
            foreach (string rule in Choose(site, "ip6", covering))
            {
                yield return $"ip6 saddr {part} {rule}";
            }
        }

        foreach (string rule in Choose(site, "ip6", masquerading))
        {
            yield return rule;
        }
    }

    private static IEnumerable<string> Choose(Site site, string family, Member[] members)
    {
        if (members.Length == 1)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"meta mark set {members[0].Mark} goto save_balanced");
        }
        else if (members.Length > 1)
        {
            int sum = members.Sum(member => member.Weight);
            string dice = site.Balance.StickyBySource
                ? string.Create(CultureInfo.InvariantCulture, $"jhash {family} saddr mod {sum} seed {Seed}")
                : string.Create(CultureInfo.InvariantCulture, $"numgen random mod {sum}");
            yield return $"meta mark set {dice} map {Nft.Braces(Slices(members))} goto save_balanced";
        }
    }

    private static IEnumerable<string> Slices(Member[] members)
    {
        int first = 0;
        foreach (Member member in members)
        {
            int last = first + member.Weight - 1;
            yield return first == last
                ? string.Create(CultureInfo.InvariantCulture, $"{first} : {member.Mark}")
                : string.Create(CultureInfo.InvariantCulture, $"{first}-{last} : {member.Mark}");
            first = last + 1;
        }
    }
}
