using System.Globalization;
using Mwan.Config;

namespace Mwan.Agent.Planning.Ruleset;

/// <summary>
/// Translates sources. What leaves by a member has an address of that member, or does not leave. Answers are no business of these
/// chains: connection tracking translates them back.
/// </summary>
internal static class Outbound
{
    /// <summary>The maps.</summary>
    public static IEnumerable<NftSet> Sets(IReadOnlyList<Member> members) => members
        .Where(member => member.Wan?.Mappings.Count > 0)
        .Select(member => new NftSet(Internal(member), "ipv4_addr : ipv4_addr", [.. member.Wan!.Mappings.Select(mapping => $"{mapping.Internal} : {mapping.External}")]));

    /// <summary>The chains.</summary>
    public static IEnumerable<NftChain> Chains(Site site, IReadOnlyList<Member> members) =>
    [
        .. members.Select(member => new NftChain(Name(member), Hook: null, [.. Ipv4(member), .. Ipv6(site, member), Counter.Drop(Counter.Untranslated)])),

        // Hairpin: the answer has to come back here to be translated.
        new NftChain("out_lan", Hook: null, [$"iifname {Nft.Quoted(site.Lan.Interface)} ct status dnat masquerade"]),
        new NftChain(
            "srcnat",
            "type nat hook postrouting priority srcnat",
            [$"oifname vmap {Nft.Braces([.. members.Select(member => $"{Nft.Quoted(member.Interface)} : goto {Name(member)}"), $"{Nft.Quoted(site.Lan.Interface)} : goto out_lan"])}"]),
    ];

    private static IEnumerable<string> Ipv4(Member member)
    {
        if (member.Wan?.Mappings is { Count: > 0 } mappings)
        {
            yield return $"snat ip to ip saddr map @{Internal(member)}";
            if (member.Wan.MappingsOnLink)
            {
                yield return $"ip saddr {Nft.Braces(mappings.Select(mapping => mapping.External.ToString()))} accept";
            }
        }

        // A DHCP client that has no address yet.
        yield return "ip saddr 0.0.0.0 accept";
        if (member.Ipv4Source is { } own)
        {
            yield return $"meta nfproto ipv4 snat ip to {own}";
        }
    }

    private static IEnumerable<string> Ipv6(Site site, Member member)
    {
        // Before the prefix, for the router's own address may lie in it.
        if (member.Translation is { } translation)
        {
            if (site.Lan.Router.Ipv6 is { } router)
            {
                yield return $"ip6 saddr {router} snat ip6 to {translation.Edge}";
            }

            yield return $"ip6 saddr {translation.Internal} snat ip6 prefix to {translation.External}";
        }

        yield return $"ip6 saddr {Nft.Braces(["::", "fe80::/10", .. member.Upstream.Ipv6Addresses.Select(address => address.ToString())])} accept";
        if (member.Ipv6Source is { } own)
        {
            // A tunnel has one address for all. A WAN's is for sockets of the box that took another source.
            yield return member.Tunnel is null ? $"meta nfproto ipv6 fib saddr type local snat ip6 to {own}" : $"meta nfproto ipv6 snat ip6 to {own}";
        }
    }

    private static string Internal(Member member) => string.Create(CultureInfo.InvariantCulture, $"internal_{member.Mark}");

    private static string Name(Member member) => string.Create(CultureInfo.InvariantCulture, $"out_{member.Mark}");
}
