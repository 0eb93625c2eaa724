using System.Net;
using Mwan.Config.Description;
using Mwan.Config.Kinds;
using Mwan.Config.Sections;

namespace Mwan.Config.Rules;

/// <summary>What a peer forwards leads to one host behind the box, by a port that is free at the peer.</summary>
internal static class ForwardRule
{
    private const int Ssh = 22;

    public static void Check(Values site, Report report)
    {
        // Two tunnels may end at one machine, which has each port once.
        foreach (IGrouping<string, Values> tunnels in site.Each(SiteSection.Tunnels).GroupBy(Host, StringComparer.OrdinalIgnoreCase))
        {
            List<Taken> taken = [];
            foreach (Values tunnel in tunnels)
            {
                foreach (Values forward in Peer(tunnel)?.Each(PeerSection.Forwards) ?? [])
                {
                    CheckTarget(site, tunnel, forward.At(ForwardSection.To), report);
                    CheckPorts(forward, [.. tunnels], taken, report);
                }
            }
        }
    }

    // A tunnel whose endpoint could not be read ends at a machine of its own.
    private static string Host(Values tunnel) => Endpoint(tunnel) is { Value: HostPort endpoint } ? endpoint.Host : tunnel.Path;

    private static Values? Peer(Values tunnel) => tunnel.At(TunnelSection.Peer).Is(out Values? peer) ? peer : null;

    private static Item<HostPort>? Endpoint(Values tunnel) => Peer(tunnel)?.At(PeerSection.Endpoint) is { } item && item.Is(out _) ? item : null;

    private static void CheckTarget(Values site, Values tunnel, Item<IPAddress> to, Report report)
    {
        if (!to.Is(out IPAddress? target))
        {
            return;
        }

        if (WrongTarget(site, target) is string wrong)
        {
            report.Error(to, wrong);
        }

        Item<IReadOnlyList<Item<InterfaceAddress>>> addresses = tunnel.At(TunnelSection.Addresses);
        if (addresses.Is(out IReadOnlyList<Item<InterfaceAddress>>? own) && own.All(a => a.Is(out _))
            && !own.Any(a => Prefix.Bits(a.Value!.Address) == Prefix.Bits(target)))
        {
            report.Error(to, $"{target} is reached with {Family(target)}, which the tunnel does not carry; give the box an {Family(target)} address in {addresses.Path}");
        }
    }

    private static string? WrongTarget(Values site, IPAddress target)
    {
        if (!site.At(SiteSection.Lan).Is(out Values? lan))
        {
            return null;
        }

        bool isIpv4 = Prefix.Bits(target) is 32;
        Item<InterfaceAddress> own = lan.At(isIpv4 ? LanSection.Ipv4 : LanSection.Ipv6);
        Item behind = isIpv4 ? lan.At(LanSection.RoutedIpv4) : lan.At(LanSection.Prefix);
        if (own.Is(out InterfaceAddress? address))
        {
            if (address.Address.Equals(target))
            {
                return $"{target} is the box's own address; calls are for something behind it, for example the router";
            }

            if (address.Network.Contains(target))
            {
                return AddressChecks.WrongHost(target, address.Network);
            }
        }

        if (own.Origin is Origin.Bad || behind.Origin is Origin.Bad)
        {
            return null;
        }

        IPNetwork[] networks = isIpv4 ? [.. lan.List(LanSection.RoutedIpv4)] : lan.At(LanSection.Prefix).Is(out IPNetwork prefix) ? [prefix] : [];
        return networks.Any(n => n.Contains(target)) ? null : $"{target} is outside {own.Path} and {behind.Path}, so it is not behind the box";
    }

    private static void CheckPorts(Values forward, IReadOnlyList<Values> tunnels, List<Taken> taken, Report report)
    {
        Item<IReadOnlyList<Item<PortRange>>> list = forward.At(ForwardSection.Ports);
        if (!forward.At(ForwardSection.Protocol).Is(out string? protocol) || !list.Is(out IReadOnlyList<Item<PortRange>>? ports))
        {
            return;
        }

        int? bits = forward.At(ForwardSection.To).Is(out IPAddress? target) ? Prefix.Bits(target) : null;
        foreach (Item<PortRange> item in ports)
        {
            if (!item.Is(out PortRange range))
            {
                continue;
            }

            bool isUdp = string.Equals(protocol, "udp", StringComparison.Ordinal);
            if (isUdp && tunnels.Select(Endpoint).FirstOrDefault(e => e?.Value?.Port is int port && range.Contains(port)) is { } endpoint)
            {
                report.Error(item, $"the tunnel itself arrives there by UDP {endpoint.Value!.Port} ({endpoint.Path}); leave that port out");
            }
            else if (!isUdp && range.Contains(Ssh))
            {
                report.Warn(item, "TCP 22 is where most people reach the peer itself by SSH, which would end here instead");
            }

            if (taken.Find(t => string.Equals(t.Protocol, protocol, StringComparison.Ordinal) && t.Bits == bits && t.Range.Overlaps(range)) is Taken earlier)
            {
                report.Error(item, $"{protocol} {range} overlaps with {earlier.Range} of {earlier.Path}; a port of the peer leads to one place");
            }

            taken.Add(new Taken(protocol, bits, range, item.Path));
        }
    }

    private static string Family(IPAddress address) => Prefix.Bits(address) is 32 ? "IPv4" : "IPv6";

    /// <summary>Ports that an earlier forward has. Each family has its own.</summary>
    private sealed record Taken(string Protocol, int? Bits, PortRange Range, string Path);
}
