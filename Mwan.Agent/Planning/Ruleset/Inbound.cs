using System.Globalization;
using System.Net;
using Mwan.Config;

namespace Mwan.Agent.Planning.Ruleset;

/// <summary>Translates destinations: what comes in by a member, and what the LAN sends to our own public addresses.</summary>
internal static class Inbound
{
    /// <summary>Map from each mapping's external address to the mark of its WAN.</summary>
    public const string PublicMarks = "public_marks";

    private const string PublicTargets = "public_targets";

    /// <summary>The maps.</summary>
    public static IEnumerable<NftSet> Sets(IReadOnlyList<Member> members) =>
    [
        new NftSet(PublicMarks, "ipv4_addr : mark", [.. members.SelectMany(member => Mappings(member).Select(mapping => string.Create(CultureInfo.InvariantCulture, $"{mapping.External} : {member.Mark}")))]),
        new NftSet(PublicTargets, "ipv4_addr : ipv4_addr", [.. members.SelectMany(Mappings).Select(Pair)]),
        .. members.Where(member => Mappings(member).Count > 0).Select(member => new NftSet(External(member), "ipv4_addr : ipv4_addr", [.. Mappings(member).Select(Pair)])),
    ];

    /// <summary>The chains.</summary>
    public static IEnumerable<NftChain> Chains(Site site, IReadOnlyList<Member> members) =>
    [
        .. members.Select(member => new NftChain(Name(member), Hook: null, [.. OfMember(site, member)])),
        new NftChain("hairpin", Hook: null, [$"dnat ip to ip daddr map @{PublicTargets}", .. members.SelectMany(member => Ipv6(site, member))]),
        new NftChain(
            "dstnat",
            "type nat hook prerouting priority dstnat",
            [$"iifname vmap {Nft.Braces([.. members.Select(member => $"{Nft.Quoted(member.Interface)} : goto {Name(member)}"), $"{Nft.Quoted(site.Lan.Interface)} : goto hairpin"])}"]),
    ];

    /// <summary>IPv6 destinations that stand for something behind this box at one member.</summary>
    public static IEnumerable<string> Public6(Site site, Member member)
    {
        if (site.Lan.Router.Ipv6 is not null)
        {
            foreach (IPAddress address in Forwarded(member))
            {
                yield return address.ToString();
            }
        }

        if (member.Translation is { } translation)
        {
            yield return translation.External.ToString();
        }
    }

    private static IEnumerable<string> OfMember(Site site, Member member)
    {
        if (Mappings(member).Count > 0)
        {
            yield return $"dnat ip to ip daddr map @{External(member)}";
        }

        foreach (string rule in member.Tunnel is { } tunnel ? tunnel.Peer.Forwards.SelectMany(forward => Forwarded(tunnel, forward)) : [])
        {
            yield return rule;
        }

        foreach (string rule in Ipv6(site, member))
        {
            yield return rule;
        }
    }

    private static IEnumerable<string> Ipv6(Site site, Member member)
    {
        if (site.Lan.Router.Ipv6 is { } router)
        {
            if (member.Translation is { } edge)
            {
                yield return $"ip6 daddr {edge.Edge} dnat ip6 to {router}";
            }

            foreach (IPAddress address in Forwarded(member))
            {
                yield return $"ip6 daddr {address} dnat ip6 to {router}";
            }
        }

        if (member.Translation is { } translation)
        {
            yield return $"ip6 daddr {translation.External} dnat ip6 prefix to {translation.Internal}";
        }
    }

    // The peer hands calls to the box's own address in the tunnel. Translated here and not there, the answers leave with that address,
    // as all that leaves by a tunnel, and the peer need not know what is behind the box.
    private static IEnumerable<string> Forwarded(Tunnel tunnel, Forward forward)
    {
        if (tunnel.AddressFor(forward.To) is { } own)
        {
            string family = Prefix.Bits(own) == 32 ? "ip" : "ip6";
            yield return $"{family} daddr {own} {forward.Protocol} dport {Nft.Braces(forward.Ports.Select(range => range.ToString()))} dnat {family} to {forward.To}";
        }
    }

    private static IReadOnlyList<IPAddress> Forwarded(Member member) => member.Wan is { ForwardInterfaceAddresses: true } ? member.Upstream.Ipv6Addresses : [];

    private static IReadOnlyList<Mapping> Mappings(Member member) => member.Wan?.Mappings ?? [];

    private static string Pair(Mapping mapping) => $"{mapping.External} : {mapping.Internal}";

    private static string External(Member member) => string.Create(CultureInfo.InvariantCulture, $"external_{member.Mark}");

    private static string Name(Member member) => string.Create(CultureInfo.InvariantCulture, $"in_{member.Mark}");
}
