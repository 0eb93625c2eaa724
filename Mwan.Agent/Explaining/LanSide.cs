using System.Net;
using Mwan.Agent.Observation;
using Mwan.Config;

namespace Mwan.Agent.Explaining;

/// <summary>Which addresses are on the LAN or behind its router, and which are the box's.</summary>
internal static class LanSide
{
    /// <summary>Whether the baseline takes an address as a source from the LAN.</summary>
    public static bool Has(Site site, IPAddress address) =>
        site.Lan.Ipv4.Network.Contains(address)
            || site.Lan.RoutedIpv4.Any(network => network.Contains(address))
            || site.Lan.Ipv6?.Network.Contains(address) == true
            || site.Lan.Prefix?.Contains(address) == true
            || address.Equals(site.Lan.Router.Ipv6);

    /// <summary>Whether prefix translation has a source for an IPv6 address from the LAN.</summary>
    public static bool Translates(Site site, IPAddress address) => site.Lan.Prefix?.Contains(address) == true || address.Equals(site.Lan.Router.Ipv6);

    /// <summary>Addresses of a link, link-local ones included.</summary>
    public static IEnumerable<IPAddress> Addresses(Link link) => (link.Device?.Addresses ?? []).Concat(link.Device?.LinkLocal ?? [])
        .Select(text => InterfaceAddress.TryParse(text, out InterfaceAddress? address) ? address.Address : null)
        .OfType<IPAddress>();
}
