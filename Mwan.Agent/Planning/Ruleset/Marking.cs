using System.Globalization;
using Mwan.Config;

namespace Mwan.Agent.Planning.Ruleset;

/// <summary>
/// Gives each flow its mark, once: restored from the flow, else by the member it comes in by, else by a pin, else by balance, then
/// saved with the flow. A flow that has a mark is never balanced again.
/// </summary>
internal static class Marking
{
    /// <summary>Where the chains that set a mark go: flows that balance gave it, those that a pin did, and all others.</summary>
    public static IReadOnlyList<NftChain> Saves { get; } =
    [
        new NftChain("save", Hook: null, [FlowMark.Save(0)]),
        new NftChain("save_balanced", Hook: null, [FlowMark.Save(FlowMark.Chosen)]),
        new NftChain("save_pinned", Hook: null, [FlowMark.Save(FlowMark.Chosen | FlowMark.Pinned)]),
    ];

    /// <summary>The chains of both directions.</summary>
    public static IEnumerable<NftChain> Of(Site site, IReadOnlyList<Member> members) =>
    [
        .. members.Select(From),
        FromLan(site, members),
        new NftChain("prerouting", "type filter hook prerouting priority mangle", [FlowMark.Restore, $"iifname vmap {Nft.Braces([.. members.Select(Enters), $"{Nft.Quoted(site.Lan.Interface)} : goto from_lan"])}"]),
        Output(site, members),
    ];

    private static string Enters(Member member) => string.Create(CultureInfo.InvariantCulture, $"{Nft.Quoted(member.Interface)} : goto from_{member.Mark}");

    private static NftChain From(Member member) => new(
        string.Create(CultureInfo.InvariantCulture, $"from_{member.Mark}"),
        Hook: null,
        [string.Create(CultureInfo.InvariantCulture, $"meta mark set {member.Mark} goto save")]);

    private static NftChain FromLan(Site site, IReadOnlyList<Member> members) => new(
        "from_lan",
        Hook: null,
        [
            // A call to one of our own public addresses comes back (hairpin). Before the question what is local: on-link mappings are.
            $"meta mark set ip daddr map @{Inbound.PublicMarks} goto save",
            .. members.SelectMany(member => Inbound.Public6(site, member).Select(target =>
                string.Create(CultureInfo.InvariantCulture, $"ip6 daddr {target} meta mark set {member.Mark} goto save"))),
            "fib daddr type { local, broadcast, anycast, multicast } accept",
            site.Lan.Prefix is null && site.Lan.Router.Ipv6 is null
                ? $"meta nfproto ipv6 {Counter.Drop(Counter.LanSourceUntranslatable)}"
                : $"ip6 saddr != {Nft.Braces(Sources(site))} {Counter.Drop(Counter.LanSourceUntranslatable)}",
            "jump pins",
            "meta nfproto ipv4 goto balance4",
            "goto balance6",
        ]);

    private static IEnumerable<string> Sources(Site site)
    {
        if (site.Lan.Prefix is { } prefix)
        {
            yield return prefix.ToString();
        }

        if (site.Lan.Router.Ipv6 is { } router && site.Lan.Prefix?.Contains(router) != true)
        {
            yield return router.ToString();
        }
    }

    // The box's own flows follow main's default, which leads through a carrier, or the device that their socket is bound to: what the
    // first look-up found is the member. Answers leave by the member that the flow came in by, whatever that look-up found.
    private static NftChain Output(Site site, IReadOnlyList<Member> members) => new(
        "output",
        "type route hook output priority mangle",
        [
            $"oifname {Nft.Braces(["\"lo\"", Nft.Quoted(site.Management.Interface), Nft.Quoted(site.Lan.Interface)])} accept",
            "ip daddr { 224.0.0.0/4, 255.255.255.255 } accept",
            "ip6 daddr { fe80::/10, ff00::/8 } accept",
            FlowMark.Restore,
            "meta mark != 0 goto save",
            $"meta mark set oifname map {Nft.Braces(members.Select(member => string.Create(CultureInfo.InvariantCulture, $"{Nft.Quoted(member.Interface)} : {member.Mark}")))} goto save",
        ]);
}
