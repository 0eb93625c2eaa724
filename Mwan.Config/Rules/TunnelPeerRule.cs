using System.Net;
using Mwan.Config.Description;
using Mwan.Config.Kinds;
using Mwan.Config.Sections;

namespace Mwan.Config.Rules;

/// <summary>The addresses inside a tunnel fit together, and its endpoint is outside of it.</summary>
internal static class TunnelPeerRule
{
    public static void Check(Values site, Values tunnel, Report report)
    {
        if (tunnel.At(TunnelSection.Addresses).Is(out IReadOnlyList<Item<InterfaceAddress>>? addresses))
        {
            foreach (Item<InterfaceAddress> item in addresses)
            {
                if (item.Is(out InterfaceAddress? address) && AddressChecks.WrongHost(address) is string wrong)
                {
                    report.Error(item, wrong);
                }
            }
        }

        if (tunnel.At(TunnelSection.Peer).Is(out Values? peer))
        {
            if (addresses is not null && addresses.All(a => a.Origin is not Origin.Bad))
            {
                CheckGateways(tunnel, peer, report);
            }

            CheckEndpoint(site, peer, report);
        }
    }

    private static void CheckGateways(Values tunnel, Values peer, Report report)
    {
        IReadOnlyList<InterfaceAddress> own = tunnel.List(TunnelSection.Addresses);
        IReadOnlyList<Item<IPAddress>> gateways = peer.At(PeerSection.Gateways).Value ?? [];
        foreach (Item<IPAddress> item in gateways)
        {
            if (!item.Is(out IPAddress? gateway))
            {
                continue;
            }

            bool first = gateways.First(g => g.Is(out IPAddress? other) && Prefix.Bits(other) == Prefix.Bits(gateway)) == item;
            if (!first)
            {
                report.Error(item, "a tunnel has at most one gateway per address family; keep one");
            }
            else if (own.Any(a => a.Address.Equals(gateway)))
            {
                report.Error(item, $"{gateway} is the box's own address in the tunnel; write the peer's");
            }
            else if (!own.Any(a => a.Network.Contains(gateway)))
            {
                report.Error(item, $"{gateway} is outside the tunnel's addresses {string.Join(", ", own)}; a gateway is reached directly");
            }
        }
    }

    private static void CheckEndpoint(Values site, Values peer, Report report)
    {
        Item<HostPort> item = peer.At(PeerSection.Endpoint);
        if (!item.Is(out HostPort? endpoint) || !AddressKinds.TryParse(endpoint.Host, out IPAddress address))
        {
            return;
        }

        if (AddressChecks.Special(address) is string meaning)
        {
            report.Error(item, $"{address} is {meaning}; write an address that the underlay can reach");
        }
        else if (Network.Of(site).FirstOrDefault(n => n.Prefix.Contains(address) && !IsWan(site, n)) is Network inside)
        {
            report.Error(item, $"{address} is inside {inside.Prefix} of {inside.Item.Path}; the tunnel's own packets leave by the underlay, never there");
        }
    }

    // A peer in the network of a WAN is reached over that WAN.
    private static bool IsWan(Values site, Network network) =>
        site.Each(SiteSection.Wans).Any(w => w.At(WanSection.Ipv4) == network.Item || w.At(WanSection.Ipv6) == network.Item);
}
