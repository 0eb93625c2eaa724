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
    [
        Rule("iifname", member, "ipv4", member.Mtu - Ipv4Headers),
        Rule("iifname", member, "ipv6", member.Mtu - Ipv6Headers),
        Rule("oifname", member, "ipv4", member.Mtu - Ipv4Headers),
        Rule("oifname", member, "ipv6", member.Mtu - Ipv6Headers),
    ];

    private static string Rule(string direction, Member member, string family, int size) => string.Create(
        CultureInfo.InvariantCulture,
        $"{direction} {Nft.Quoted(member.Interface)} meta nfproto {family} tcp flags & (syn | rst) == syn tcp option maxseg size > {size} tcp option maxseg size set {size}");
}
