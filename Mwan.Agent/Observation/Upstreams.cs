using System.Net;
using Mwan.Agent.Netlink;
using Mwan.Config;

namespace Mwan.Agent.Observation;

/// <summary>Reads from the kernel what members have: addresses, and what networkd left in the staging tables.</summary>
internal static class Upstreams
{
    /// <summary>The members of a site, WANs before tunnels, each in the order of the site.</summary>
    public static IReadOnlyList<Upstream> Observe(Site site, NetworkSnapshot network) =>
    [
        .. site.Wans.Select(wan => OfWan(wan, network)),
        .. site.Tunnels.Select(tunnel => new Upstream { Name = tunnel.Name, Ipv6Addresses = [.. tunnel.Addresses.Where(address => IsIpv6(address.Address)).Select(address => address.Address)] }),
    ];

    private static Upstream OfWan(Wan wan, NetworkSnapshot network)
    {
        LinkMessage? link = network.Links.FirstOrDefault(candidate => string.Equals(candidate.Name, wan.DataInterface, StringComparison.Ordinal));
        AddressMessage[] addresses = [.. network.Addresses.Where(address => address.LinkIndex == link?.Index && address.IsUsable && !address.IsLinkLocal)];
        StagedRoute[] routes = [.. network.Routes
            .Where(route => route.Table == wan.StagingTable && route.LinkIndex == link?.Index && route.Type == Rtm.RTN_UNICAST)
            .OrderBy(route => route.Metric)
            .ThenBy(route => Rank(route.Preference))
            .ThenBy(route => route.Gateway?.ToString(), StringComparer.Ordinal)
            .DistinctBy(route => route.Destination)
            .Select(route => new StagedRoute(route.Destination, route.Gateway))
            .OrderBy(route => route.Destination.ToString(), StringComparer.Ordinal)];
        return new Upstream
        {
            Name = wan.Name,
            Lease = LeaseOf(wan, addresses, routes),
            Ipv6Gateway = routes.FirstOrDefault(route => route.IsDefault && IsIpv6(route.Destination.BaseAddress))?.Gateway,
            Ipv6Addresses = [.. addresses.Where(address => IsIpv6(address.Address)).Select(address => address.Address)
                .OrderBy(address => address.ToString(), StringComparer.Ordinal)],
            Routes = routes,
        };
    }

    // The external sides of on-link mappings are addresses of the interface too.
    private static Lease? LeaseOf(Wan wan, AddressMessage[] addresses, StagedRoute[] routes) =>
        addresses.FirstOrDefault(address => !IsIpv6(address.Address) && !wan.Mappings.Any(mapping => mapping.External.Equals(address.Address))) is { } own
            ? new Lease(
                new InterfaceAddress(own.Address, own.PrefixLength),
                routes.FirstOrDefault(route => route.IsDefault && !IsIpv6(route.Destination.BaseAddress))?.Gateway)
            : null;

    // RFC 4191: high 1, medium 0, low 3.
    private static int Rank(byte preference) => preference switch { 1 => 0, 3 => 2, _ => 1 };

    private static bool IsIpv6(IPAddress address) => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
}
