using System.Net;
using Mwan.Config.Description;
using Mwan.Config.Kinds;
using Mwan.Config.Sections;

namespace Mwan.Config.Rules;

/// <summary>1:1 mappings pair addresses that exist, each once.</summary>
internal static class MappingRule
{
    public static void Check(Values site, Report report)
    {
        Unique<IPAddress> externals = new(report);
        IReadOnlyList<Network> networks = [.. Network.Of(site)];
        foreach (Values wan in site.Each(SiteSection.Wans))
        {
            Unique<IPAddress> internals = new(report);
            IReadOnlyList<Values> mappings = [.. wan.Each(WanSection.Mappings)];
            foreach (Values mapping in mappings)
            {
                CheckMapping(site, wan, mapping, internals, externals, networks, report);
            }

            CheckWan(wan, mappings, report);
        }
    }

    private static void CheckMapping(
        Values site, Values wan, Values mapping, Unique<IPAddress> internals, Unique<IPAddress> externals, IReadOnlyList<Network> networks, Report report)
    {
        Item<IReadOnlyList<IPAddress>> inside = mapping.At(MappingSection.Internal);
        Item<IReadOnlyList<IPAddress>> outside = mapping.At(MappingSection.External);
        if (inside.Is(out IReadOnlyList<IPAddress>? from))
        {
            foreach (IPAddress address in from)
            {
                internals.Add(address, inside);
            }

            // A range is one value: its first mistake says enough.
            if (from.Select(a => WrongInternal(site, a)).FirstOrDefault(w => w is not null) is string wrong)
            {
                report.Error(inside, wrong);
            }
        }

        if (!outside.Is(out IReadOnlyList<IPAddress>? to))
        {
            return;
        }

        if (from is not null && from.Count != to.Count)
        {
            report.Error(outside, $"{Count(to)} for {from.Count} internal; write ranges of the same length");
        }

        foreach (IPAddress address in to)
        {
            externals.Add(address, outside);
        }

        if (to.Select(a => WrongExternal(wan, a, networks)).FirstOrDefault(w => w is not null) is string wrongExternal)
        {
            report.Error(outside, wrongExternal);
        }
        else if (to.FirstOrDefault(AddressChecks.IsPrivate) is IPAddress hidden)
        {
            report.Warn(outside, $"{hidden} is a private address (RFC 1918, RFC 6598), which nobody on the Internet reaches");
        }
    }

    private static string Count(IReadOnlyList<IPAddress> addresses) => addresses.Count is 1 ? "1 public address" : $"{addresses.Count} public addresses";

    private static string? WrongInternal(Values site, IPAddress address)
    {
        if (!site.At(SiteSection.Lan).Is(out Values? lan) || !lan.At(LanSection.Ipv4).Is(out InterfaceAddress? own))
        {
            return null;
        }

        if (own.Address.Equals(address))
        {
            return $"{address} is the box's own address; map addresses of the router";
        }

        if (own.Network.Contains(address))
        {
            return AddressChecks.WrongHost(address, own.Network);
        }

        Item<IReadOnlyList<Item<IPNetwork>>> routed = lan.At(LanSection.RoutedIpv4);
        return routed.Origin is Origin.Bad || lan.List(LanSection.RoutedIpv4).Any(n => n.Contains(address))
            ? null
            : $"{address} is outside lan.ipv4 {own.Network}{(routed.IsGiven ? " and lan.routedIpv4" : "")}";
    }

    private static string? WrongExternal(Values wan, IPAddress address, IReadOnlyList<Network> networks)
    {
        if (AddressChecks.Special(address) is string meaning)
        {
            return $"{address} is {meaning}; write a public address that the ISP gave you";
        }

        Item<Addressing> ipv4 = wan.At(WanSection.Ipv4);
        if (networks.FirstOrDefault(n => n.Prefix.Contains(address) && n.Item != ipv4) is Network other)
        {
            return $"{address} is inside {other.Prefix} of {other.Item.Path}; a public address of this WAN cannot be there";
        }

        return !ipv4.Is(out Addressing? addressing) || addressing.Address is not InterfaceAddress own ? null
            : address.Equals(own.Address) ? $"{address} is the WAN's own address, at which the box itself answers; without a mapping the LAN is masqueraded to it"
            : address.Equals(addressing.Gateway) ? $"{address} is the ISP's gateway"
            : own.Network.Contains(address) ? AddressChecks.WrongHost(address, own.Network)
            : null;
    }

    private static void CheckWan(Values wan, IReadOnlyList<Values> mappings, Report report)
    {
        Item<bool> onLink = wan.At(WanSection.MappingsOnLink);
        if (mappings.Count is 0)
        {
            if (onLink.IsGiven && onLink.Value && wan.At(WanSection.Mappings).Origin is not Origin.Bad)
            {
                report.Warn(onLink, "this WAN has no mappings, so this has no effect");
            }

            return;
        }

        if (!wan.At(WanSection.Ipv4).Is(out Addressing? ipv4))
        {
            return;
        }

        if (ipv4.Mode is AddressingMode.Off)
        {
            report.Error(wan.At(WanSection.Mappings), $"mappings are of IPv4, which {wan.Path}.ipv4 turns off");
        }

        if (ipv4.Address is not InterfaceAddress address || !onLink.Is(out bool isOnLink))
        {
            return;
        }

        IReadOnlyList<IPAddress> externals =
            [.. mappings.SelectMany(m => m.At(MappingSection.External).Is(out IReadOnlyList<IPAddress>? list) ? list : [])];
        if (isOnLink && externals.FirstOrDefault(e => !address.Network.Contains(e)) is IPAddress far)
        {
            report.Warn(onLink, $"{far} is outside the WAN's network {address.Network}, so the ISP will not ask ARP for it");
        }
        else if (!isOnLink && externals.FirstOrDefault(address.Network.Contains) is IPAddress near)
        {
            report.Warn(
                onLink.IsGiven ? onLink : wan.At(WanSection.Mappings),
                $"{near} is inside the WAN's network {address.Network}, so the ISP will ask ARP for it; write 'mappingsOnLink: true'");
        }
    }
}
