using Mwan.Config;

namespace Mwan.Build.Benchmark;

/// <summary>
/// The ruleset and routing that scripts usually give such a site, for comparison: marks in <c>inet mangle</c>, one rule for each
/// mapping and WAN in <c>ip nat</c>, one for each prefix and WAN in <c>ip6 nat</c>.
/// </summary>
public static class ScriptedRuleset
{
    /// <summary>For <c>nft -f</c>.</summary>
    public static string Nftables(Site site)
    {
        ArgumentNullException.ThrowIfNull(site);
        Wan[] balanced = Balanced(site);
        string shares = string.Join(", ", balanced.Select(static (wan, place) => FormattableString.Invariant($"{place} : {wan.Mark}")));
        string[] lines =
        [
            "table inet mangle {",
            "chain prerouting { type filter hook prerouting priority mangle;",
            "ct mark != 0 meta mark set ct mark",
            .. balanced.Select(static wan => FormattableString.Invariant($"iifname \"{wan.DataInterface}\" ct state new meta mark set {wan.Mark}")),
            FormattableString.Invariant($"iifname \"{site.Lan.Interface}\" ct state new meta mark set numgen random mod {balanced.Length} map {{ {shares} }}"),
            "ct mark set meta mark",
            "}",
            "}",
            "table ip nat {",
            "chain prerouting { type nat hook prerouting priority dstnat;",
            .. balanced.SelectMany(static wan => wan.Mappings.Select(mapping => $"iifname \"{wan.DataInterface}\" ip daddr {mapping.External} dnat to {mapping.Internal}")),
            "}",
            "chain postrouting { type nat hook postrouting priority srcnat;",
            .. balanced.SelectMany(static wan => wan.Mappings
                .Select(mapping => $"oifname \"{wan.DataInterface}\" ip saddr {mapping.Internal} snat to {mapping.External}")
                .Append($"oifname \"{wan.DataInterface}\" masquerade")),
            "}",
            "}",
            "table ip6 nat {",
            "chain prerouting { type nat hook prerouting priority dstnat;",
            .. balanced.Select((wan, place) => $"iifname \"{wan.DataInterface}\" ip6 daddr {SiteNetwork.Delegated(place, wan)} dnat prefix to {site.Lan.Prefix}"),
            "}",
            "chain postrouting { type nat hook postrouting priority srcnat;",
            .. balanced.Select((wan, place) => $"oifname \"{wan.DataInterface}\" ip6 saddr {site.Lan.Prefix} snat prefix to {SiteNetwork.Delegated(place, wan)}"),
            "}",
            "}",
        ];
        return string.Join('\n', lines);
    }

    /// <summary>For <c>ip -batch</c>, or <c>ip -6 -batch</c> what begins so: a table for each WAN with its default and the way back, a rule for each mark.</summary>
    public static IReadOnlyList<string> Routes(Site site)
    {
        ArgumentNullException.ThrowIfNull(site);
        return
        [
            .. Balanced(site).SelectMany((wan, place) => new[]
            {
                $"route add default via {SiteNetwork.Gateway(place)} dev {wan.DataInterface} onlink table {wan.Table}",
                $"route add {site.Lan.Ipv4.Network} dev {site.Lan.Interface} table {wan.Table}",
                $"route add default via fe80::f dev {wan.DataInterface} table {wan.Table}",
                $"route add {site.Lan.Prefix} via fe80::2 dev {site.Lan.Interface} table {wan.Table}",
                FormattableString.Invariant($"rule add fwmark {wan.Mark} lookup {wan.Table}"),
                FormattableString.Invariant($"-6 rule add fwmark {wan.Mark} lookup {wan.Table}"),
            }),
        ];
    }

    /// <summary>Forwarding and nothing else, by the first WAN.</summary>
    public static IReadOnlyList<string> BareRoutes(Site site)
    {
        ArgumentNullException.ThrowIfNull(site);
        return
        [
            $"route add default via {SiteNetwork.Gateway(0)} dev {site.Wans[0].DataInterface} onlink",
            $"route add default via fe80::f dev {site.Wans[0].DataInterface}",
            $"route add {site.Lan.Prefix} via fe80::2 dev {site.Lan.Interface}",
        ];
    }

    private static Wan[] Balanced(Site site) => [.. site.Wans.Where(wan => wan.Tier == site.Wans.Min(static other => other.Tier))];
}
