using System.Net;
using Mwan.Config.Description;
using Mwan.Config.Kinds;
using Mwan.Config.Sections;

namespace Mwan.Config.Rules;

/// <summary>A tunnel has an underlay of a worse tier, protects WANs of better ones, and can reach its peer.</summary>
internal static class TunnelRule
{
    public static void Check(Values site, Report report)
    {
        IReadOnlyList<Values> wans = [.. site.Each(SiteSection.Wans)];
        IReadOnlyList<string> names = [.. wans.Select(w => w.At(WanSection.Name).Value).OfType<string>()];
        IReadOnlyList<string> tunnels = [.. site.Each(SiteSection.Tunnels).Select(t => t.At(TunnelSection.Name).Value).OfType<string>()];

        // A WAN whose name could not be read may be the one that is meant.
        bool allKnown = names.Count == wans.Count && wans.Count > 0
            && site.At(SiteSection.Wans).Value!.Count == wans.Count;

        // Each has an interface of its own at the peer too, and those cannot share a port of one machine.
        Unique<string> endpoints = new(report, StringComparer.OrdinalIgnoreCase);
        foreach (Values tunnel in site.Each(SiteSection.Tunnels))
        {
            Item<string> over = tunnel.At(TunnelSection.Over);
            if (Find(wans, over) is Values underlay)
            {
                CheckUnderlay(tunnel, underlay, report);
            }
            else if (allKnown && over.Is(out string? name))
            {
                report.Error(over, tunnels.Contains(name, StringComparer.Ordinal)
                    ? $"'{name}' is a tunnel; a tunnel goes over a WAN: {string.Join(", ", names)}"
                    : $"there is no WAN '{name}'; {Nearest.Hint(name, names)}");
            }

            CheckProtects(tunnel, wans, names, allKnown, report);
            CheckCold(tunnel, wans, report);
            TunnelPeerRule.Check(site, tunnel, report);
            if (tunnel.At(TunnelSection.Peer).Is(out Values? peer) && peer.At(PeerSection.Endpoint).Is(out HostPort? endpoint))
            {
                endpoints.Add(endpoint.ToString(), peer.At(PeerSection.Endpoint));
            }
        }
    }

    private static Values? Find(IReadOnlyList<Values> wans, Item<string> name) => name.Is(out string? text)
        ? wans.FirstOrDefault(w => string.Equals(w.At(WanSection.Name).Value, text, StringComparison.Ordinal))
        : null;

    private static void CheckUnderlay(Values tunnel, Values underlay, Report report)
    {
        Item<long> tier = tunnel.At(TunnelSection.Tier);
        Item<long> below = underlay.At(WanSection.Tier);
        if (tier.Is(out long own) && below.Is(out long other) && other <= own)
        {
            string relation = other == own ? "in the same tier" : "in a better tier";
            report.Error(
                tier,
                $"its underlay {underlay.Path} is {relation} ({other}), so the tunnel would never be chosen before it; give the tunnel a lower number than the underlay");
        }

        if (tunnel.At(TunnelSection.Mtu).Is(out long mtu) && underlay.At(WanSection.Mtu).Is(out long outer) && mtu + Overhead(tunnel) > outer)
        {
            report.Warn(
                tunnel.At(TunnelSection.Mtu),
                $"{mtu} and WireGuard's {Overhead(tunnel)} bytes exceed the MTU {outer} of {underlay.Path}, so packets would be fragmented; write {outer - Overhead(tunnel)} or less");
        }

        if (underlay.At(WanSection.Ipv4).Is(out Addressing? ipv4) && underlay.At(WanSection.Ipv6).Is(out Addressing? ipv6)
            && Endpoint(tunnel) is IPAddress endpoint)
        {
            bool isIpv4 = Prefix.Bits(endpoint) is 32;
            if ((isIpv4 ? ipv4 : ipv6).Mode is AddressingMode.Off)
            {
                report.Error(
                    tunnel.Get(TunnelSection.Peer).At(PeerSection.Endpoint),
                    $"the underlay {underlay.Path} has no {(isIpv4 ? "IPv4" : "IPv6")}, so {endpoint} cannot be reached over it");
            }
        }
    }

    // Outer IP header, UDP and WireGuard's data message: 60 over IPv4, 80 over IPv6.
    private static int Overhead(Values tunnel) => Endpoint(tunnel) is IPAddress address && Prefix.Bits(address) is 32 ? 60 : 80;

    private static IPAddress? Endpoint(Values tunnel) =>
        tunnel.At(TunnelSection.Peer).Is(out Values? peer) && peer.At(PeerSection.Endpoint).Is(out HostPort? endpoint)
        && AddressKinds.TryParse(endpoint.Host, out IPAddress address) ? address : null;

    // What it protects can never carry a family that it does not have, so the tunnel is needed for that as long as it has it.
    private static void CheckCold(Values tunnel, IReadOnlyList<Values> wans, Report report)
    {
        Item<bool> warm = tunnel.At(TunnelSection.Warm);
        IReadOnlyList<string> names = tunnel.List(TunnelSection.Protects);
        Values[] known = [.. wans.Where(wan => names.Contains(wan.At(WanSection.Name).Value, StringComparer.Ordinal))];
        if (!warm.Is(out bool kept) || kept || known.Length == 0)
        {
            return;
        }

        foreach ((string family, Field<Addressing> field, int bits) in new[] { ("IPv4", WanSection.Ipv4, 32), ("IPv6", WanSection.Ipv6, 128) })
        {
            if (tunnel.List(TunnelSection.Addresses).Any(address => Prefix.Bits(address.Address) == bits)
                && known.All(wan => wan.At(field).Is(out Addressing? addressing) && addressing.Mode is AddressingMode.Off))
            {
                report.Warn(warm, $"the tunnel has {family} and {string.Join(", ", known.Select(static wan => wan.Path))} {(known.Length == 1 ? "has" : "have")} none, so it is always needed for that and never rests; delete its {family} address, or 'warm: false'");
            }
        }
    }

    private static void CheckProtects(Values tunnel, IReadOnlyList<Values> wans, IReadOnlyList<string> names, bool allKnown, Report report)
    {
        Item<IReadOnlyList<Item<string>>> list = tunnel.At(TunnelSection.Protects);
        Item<long> tier = tunnel.At(TunnelSection.Tier);
        if (!list.IsGiven)
        {
            if (list.Is(out IReadOnlyList<Item<string>>? derived) && derived.Count is 0)
            {
                report.Warn(tier, "no WAN is in a better tier, so the tunnel protects none and carries everything while it is healthy");
            }

            return;
        }

        Unique<string> once = new(report, StringComparer.Ordinal);
        foreach (Item<string> item in list.Value!)
        {
            once.Add(item);
            if (!item.Is(out string? name))
            {
                continue;
            }

            if (Find(wans, item) is not Values wan)
            {
                if (allKnown)
                {
                    report.Error(item, $"there is no WAN '{name}'; {Nearest.Hint(name, names)}");
                }
            }
            else if (string.Equals(name, tunnel.At(TunnelSection.Over).Value, StringComparison.Ordinal))
            {
                report.Error(item, $"'{name}' carries the tunnel, so its failure takes the tunnel with it; delete it here");
            }
            else if (wan.At(WanSection.Tier).Is(out long other) && tier.Is(out long own) && other >= own)
            {
                report.Error(item, $"'{name}' is in tier {other}, not in a better one than the tunnel's {own}; a tunnel protects better tiers");
            }
        }
    }
}
