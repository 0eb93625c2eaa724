using System.Globalization;
using Mwan.Config;

namespace Mwan.Agent.Planning.Ruleset;

/// <summary>Lowers the segment size of TCP where a member's packets are smaller than the LAN's, for not every path tells (RFC 2923).</summary>
internal static class Clamp
{
    private const int Ipv4Headers = 40;
    private const int Ipv6Headers = 60;

    /// <summary>The chain; without rules where all links are alike.</summary>
    public static NftChain Of(Site site, IReadOnlyList<Member> members) => new(
        "clamp",
        "type filter hook forward priority mangle",
        [.. members.Where(member => member.Mtu < site.Lan.Mtu).SelectMany(Rules)]);

    private static IEnumerable<string> Rules(Member member) =>
        from direction in new[] { "iifname", "oifname" }
        from family in new[] { ("ipv4", member.Mtu - Ipv4Headers), ("ipv6", member.Mtu - Ipv6Headers) }
        select string.Create(
            CultureInfo.InvariantCulture,
            $"{direction} {Nft.Quoted(member.Interface)} meta nfproto {family.Item1} tcp flags & (syn | rst) == syn tcp option maxseg size > {family.Item2} tcp option maxseg size set {family.Item2}");
}
