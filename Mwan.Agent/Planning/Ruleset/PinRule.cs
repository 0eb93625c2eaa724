using System.Globalization;
using System.Net;
using Mwan.Agent.Netlink;
using Mwan.Config;

namespace Mwan.Agent.Planning.Ruleset;

/// <summary>What a pin becomes.</summary>
/// <param name="Sets">Its destinations and sources.</param>
/// <param name="Rules">Its rules; none while its member is down, unless it is strict.</param>
internal sealed record PinRule(IReadOnlyList<NftSet> Sets, IReadOnlyList<string> Rules)
{
    /// <summary>Plans one pin.</summary>
    /// <param name="pin">The pin.</param>
    /// <param name="index">Its place among the pins.</param>
    /// <param name="site">The site.</param>
    /// <param name="members">All members.</param>
    public static PinRule Of(Pin pin, int index, Site site, IReadOnlyList<Member> members)
    {
        List<NftSet> sets = [];
        List<string> rules = [];
        Member? member = members.FirstOrDefault(candidate => string.Equals(candidate.Name, pin.Via, StringComparison.Ordinal));
        foreach (Family family in (ReadOnlySpan<Family>)[Family.Ipv4, Family.Ipv6])
        {
            List<string> words = [family == Family.Ipv4 ? "meta nfproto ipv4" : "meta nfproto ipv6"];
            if (member is null || !Add(pin.To, "to", "daddr") || !Add(pin.From, "from", "saddr"))
            {
                continue;
            }

            words.AddRange(Rest(pin, family));
            string match = string.Join(' ', words);
            if (member.Fitness(family).IsUp)
            {
                rules.Add(string.Create(CultureInfo.InvariantCulture, $"{match}{Covered(site, member, family)} meta mark set {member.Mark} goto save_pinned"));
            }

            if (pin.Strict)
            {
                rules.Add($"{match} {Counter.Reject(Counter.PinRefused)}");
            }

            // False: the pin names networks, none of them of this family.
            bool Add(IReadOnlyList<IPNetwork> networks, string what, string field)
            {
                string[] own = [.. networks.Where(network => (Prefix.Bits(network.BaseAddress) == 32) == (family == Family.Ipv4)).Select(network => network.ToString())];
                if (networks.Count == 0 || own.Length == 0)
                {
                    return networks.Count == 0;
                }

                (string type, string header, int digit) = family == Family.Ipv4 ? ("ipv4_addr", "ip", 4) : ("ipv6_addr", "ip6", 6);
                NftSet set = new(string.Create(CultureInfo.InvariantCulture, $"pin{index}_{what}{digit}"), type, own, Interval: true);
                sets.Add(set);
                words.Add($"{header} {field} @{set.Name}");
                return true;
            }
        }

        return new PinRule(sets, rules);
    }

    private static IEnumerable<string> Rest(Pin pin, Family family)
    {
        if (pin.Dscp is { } dscp)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{(family == Family.Ipv4 ? "ip" : "ip6")} dscp {dscp}");
        }

        if (pin.Protocol is { } protocol)
        {
            yield return pin.Ports.Count == 0
                ? $"meta l4proto {protocol}"
                : $"{protocol} dport {Nft.Braces(pin.Ports.Select(range => range.ToString()))}";
        }
    }

    // A source that the member's delegation does not cover could not be translated there.
    private static string Covered(Site site, Member member, Family family) => family == Family.Ipv6 && member.Translation is { } translation
        ? $" ip6 saddr {Nft.Braces([translation.Internal.ToString(), .. site.Lan.Router.Ipv6 is { } router && !translation.Internal.Contains(router) ? [router.ToString()] : Array.Empty<string>()])}"
        : "";
}
