using System.Net;
using Mwan.Config.Description;
using Mwan.Config.Sections;

namespace Mwan.Config.Rules;

/// <summary>A prefix that the site uses, and where it says so.</summary>
internal sealed record Network(IPNetwork Prefix, Item Item)
{
    /// <summary>All prefixes of a site but the internal IPv6 one, in the order of the file.</summary>
    public static IEnumerable<Network> Of(Values site)
    {
        if (site.At(SiteSection.Management).Is(out Values? management))
        {
            foreach (Network network in Static(management.At(ManagementSection.Ipv4), management.At(ManagementSection.Ipv6)))
            {
                yield return network;
            }
        }

        if (site.At(SiteSection.Lan).Is(out Values? lan))
        {
            foreach (Network network in OfLan(lan))
            {
                yield return network;
            }
        }

        foreach (Values wan in site.Each(SiteSection.Wans))
        {
            foreach (Network network in Static(wan.At(WanSection.Ipv4), wan.At(WanSection.Ipv6)))
            {
                yield return network;
            }
        }

        foreach (Network network in site.Each(SiteSection.Tunnels).SelectMany(t => Items(t.At(TunnelSection.Addresses))))
        {
            yield return network;
        }
    }

    private static IEnumerable<Network> OfLan(Values lan)
    {
        if (lan.At(LanSection.Ipv4).Is(out InterfaceAddress? ipv4))
        {
            yield return new Network(ipv4.Network, lan.At(LanSection.Ipv4));
        }

        if (lan.At(LanSection.Ipv6).Is(out InterfaceAddress? ipv6))
        {
            yield return new Network(ipv6.Network, lan.At(LanSection.Ipv6));
        }

        foreach (Item<IPNetwork> item in lan.At(LanSection.RoutedIpv4).Is(out IReadOnlyList<Item<IPNetwork>>? routed) ? routed : [])
        {
            if (item.Is(out IPNetwork network))
            {
                yield return new Network(network, item);
            }
        }
    }

    private static IEnumerable<Network> Static(params IEnumerable<Item<Addressing>> items)
    {
        foreach (Item<Addressing> item in items)
        {
            if (item.Is(out Addressing? addressing) && addressing.Address is InterfaceAddress address)
            {
                yield return new Network(address.Network, item);
            }
        }
    }

    private static IEnumerable<Network> Items(Item<IReadOnlyList<Item<InterfaceAddress>>> list)
    {
        foreach (Item<InterfaceAddress> item in list.Is(out IReadOnlyList<Item<InterfaceAddress>>? addresses) ? addresses : [])
        {
            if (item.Is(out InterfaceAddress? address))
            {
                yield return new Network(address.Network, item);
            }
        }
    }
}
