using System.Globalization;
using Mwan.Config;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>One ISP: a namespace between the router and the Internet, what it gives, and how it fails.</summary>
internal sealed class Isp(Namespace space, Namespace router, Offer offer, Wan wan)
{
    public Namespace Space => space;

    public Offer Offer => offer;

    /// <summary>What arrives from the router with a source that is not this ISP's.</summary>
    public Watch Watch { get; } = new(space, offer);

    private string Transit => string.Create(CultureInfo.InvariantCulture, $"10.1.{offer.Number}");

    private string Staging => wan.StagingTable.ToString(CultureInfo.InvariantCulture);

    /// <summary>Lays the cable to the router and gives it all that is offered.</summary>
    public void Connect()
    {
        router.Ip($"link add {offer.Interface} type veth peer name router netns {space.Name}");
        Lay();
        Lease();
    }

    /// <summary>Everything on the ISP's side, as often as needed.</summary>
    public void Lay() => space.Ip($"""
        link set net0 up
        link set router up
        addr replace {Transit}.2/30 dev net0
        addr replace fe80::2/64 dev net0
        addr replace {offer.Gateway}/{offer.PrefixLength} dev router
        addr replace fe80::f/64 dev router
        addr replace {offer.Core6}/128 dev lo
        route replace default via {Transit}.1
        route replace default via fe80::1 dev net0
        route replace {offer.Delegation} via fe80::a dev router
        route replace {offer.Address6}/128 dev router
        {(offer.MappingsOnLink ? "" : string.Join('\n', offer.Mapped.Select(address => $"route replace {address}/32 via {offer.Address}")))}
        """);

    /// <summary>As networkd leaves it: addresses without routes in main, what the ISP announced in the staging table.</summary>
    public void Lease() => router.Ip($"""
        link set {offer.Interface} up
        addr replace {offer.Address}/{offer.PrefixLength} dev {offer.Interface} noprefixroute
        {(offer.MappingsOnLink ? string.Join('\n', offer.Mapped.Select(address => $"addr replace {address}/32 dev {offer.Interface} noprefixroute")) : "")}
        addr replace fe80::a/64 dev {offer.Interface}
        addr replace {offer.Address6}/128 dev {offer.Interface} noprefixroute
        route replace {offer.Network} dev {offer.Interface} table {Staging} proto dhcp
        route replace default via {offer.Gateway} dev {offer.Interface} table {Staging} proto dhcp metric 1024
        route replace default via fe80::f dev {offer.Interface} table {Staging} proto ra metric 512
        """);

    /// <summary>The IPv4 lease ends: networkd takes the address and its routes away.</summary>
    public void EndLease()
    {
        router.Ip($"addr del {offer.Address}/{offer.PrefixLength} dev {offer.Interface}");
        _ = router.Execute("ip", "-4", "route", "flush", "table", Staging);
    }

    /// <summary>The cable is pulled at the ISP's end.</summary>
    public void Cut() => space.Ip("link set router down");

    /// <summary>The interface is taken out of the router.</summary>
    public void Remove() => router.Ip($"link del {offer.Interface}");

    /// <summary>The ISP takes every packet and answers none, the gateway's neighbour discovery apart; the carrier stays.</summary>
    public void Swallow(string what = "") => space.Nft($$"""
        table inet hole {
          chain swallow {
            type filter hook prerouting priority -300; policy accept;
            icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
            {{what}} drop
          }
        }
        """);

    /// <summary>The gateway says nothing at all any more, ARP and neighbour discovery included; the carrier stays.</summary>
    public void Silence() => space.Nft("""
        table netdev hole {
          chain silent {
            type filter hook ingress device "router" priority 0; policy drop;
          }
        }
        """);

    /// <summary>Ends <see cref="Swallow"/> and <see cref="Silence"/>.</summary>
    public void Heal() => space.Nft("""
        table inet hole
        delete table inet hole
        table netdev hole
        delete table netdev hole
        """);

    /// <summary>What the rest of the Internet needs to reach this ISP.</summary>
    public string Uplink() => $"""
        link add {offer.Name} type veth peer name net0 netns {space.Name}
        link set {offer.Name} up
        addr add {Transit}.1/30 dev {offer.Name}
        addr add fe80::1/64 dev {offer.Name}
        route add {offer.Network} via {Transit}.2
        {string.Join('\n', offer.Mapped.Where(_ => !offer.MappingsOnLink).Select(address => $"route add {address}/32 via {Transit}.2"))}
        route add {offer.Everything6} via fe80::2 dev {offer.Name}
        """;
}
