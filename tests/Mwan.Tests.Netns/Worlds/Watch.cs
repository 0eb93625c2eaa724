namespace Mwan.Tests.Netns.Worlds;

/// <summary>
/// Looks at every packet that an ISP gets from the router, and keeps those whose source is not this ISP's: untranslated ones and those
/// that belong to another WAN. Counted in the kernel, so that no packet is missed however many there are.
/// </summary>
internal sealed class Watch(Namespace space, Offer offer)
{
    /// <summary>Starts it; before that, nothing is kept.</summary>
    public void Start() => space.Nft($$"""
        table inet watch {
          set own4 { type ipv4_addr; flags interval; elements = { {{offer.Address}}, {{string.Join(", ", offer.Mapped)}} }; }
          set own6 { type ipv6_addr; flags interval; elements = { ::, fe80::/10, {{offer.Address6}}, {{offer.Delegation}} }; }
          set strays4 { type ipv4_addr . ipv4_addr; size 1024; flags dynamic; }
          set strays6 { type ipv6_addr . ipv6_addr; size 1024; flags dynamic; }
          counter probes4 {}
          counter probes6 {}
          chain arriving {
            type filter hook prerouting priority -400;
            iifname != "router" accept
            ip saddr {{offer.Address}} ip daddr {{Lab.Internet4}} icmp type echo-request counter name probes4
            ip6 saddr {{offer.Address6}} ip6 daddr {{Lab.Internet6}} icmpv6 type echo-request counter name probes6
            ip saddr != @own4 update @strays4 { ip saddr . ip daddr }
            ip6 saddr != @own6 update @strays6 { ip6 saddr . ip6 daddr }
          }
        }
        """);

    /// <summary>A further prefix is this ISP's from now on.</summary>
    public void Allow(string prefix) => space.Nft($"add element inet watch own6 {{ {prefix} }}");

    /// <summary>Forgets what strayed.</summary>
    public void Forget() => space.Nft("""
        flush set inet watch strays4
        flush set inet watch strays6
        """);

    /// <summary>What strayed, as nft lists it; empty: nothing.</summary>
    public string Strays => string.Join('\n', ((string[])["strays4", "strays6"])
        .Select(set => space.Execute("nft", "list", "set", "inet", "watch", set))
        .Where(listing => listing.Contains("elements", StringComparison.Ordinal)));

    /// <summary>Echo requests that the router itself sent by this ISP, as nft lists the counter.</summary>
    public string Probes(string family) => space.Execute("nft", "list", "counter", "inet", "watch", $"probes{family}");
}
