using Mwan.Agent.Netlink;
using Mwan.Config;

namespace Mwan.Agent.Observation;

/// <summary>Lays what the kernel has beside what the site names.</summary>
internal static class SiteLinks
{
    /// <summary>The links of a site, without what the kernel has of them.</summary>
    public static IReadOnlyList<Link> Of(Site site)
    {
        List<Link> links =
        [
            Nic("management", LinkRole.Management, site.Management.Port, site.Management.Interface, mac: null),
            Nic("lan", LinkRole.Lan, site.Lan.Port, site.Lan.Interface, site.Lan.Mac),
        ];
        foreach (Wan wan in site.Wans)
        {
            links.Add(Nic(wan.Name, LinkRole.Wan, wan.Port, wan.Interface, wan.Mac));
            if (wan.Vlan is not null)
            {
                links.Add(new Link { Name = wan.Name, Role = LinkRole.Vlan, Interface = wan.DataInterface, ExpectedDriver = "vlan" });
            }
        }

        links.AddRange(site.Tunnels.Select(tunnel =>
            new Link { Name = tunnel.Name, Role = LinkRole.Tunnel, Interface = tunnel.Interface, ExpectedDriver = "wireguard" }));
        return links;
    }

    /// <summary>The same links with their devices.</summary>
    /// <param name="links">The site's links.</param>
    /// <param name="network">What the kernel has.</param>
    /// <param name="driver">Driver of an interface by name; null: none.</param>
    public static IReadOnlyList<Link> Observe(IReadOnlyList<Link> links, NetworkSnapshot network, Func<string, string?> driver) =>
        [.. links.Select(link => link with
        {
            Device = network.Links.FirstOrDefault(candidate => string.Equals(candidate.Name, link.Interface, StringComparison.Ordinal)) is { } found
                ? Describe(found, network, driver)
                : null,
        })];

    /// <summary>Interfaces of hardware that no link names.</summary>
    public static IReadOnlyList<string> Unnamed(IReadOnlyList<Link> links, NetworkSnapshot network) =>
        [.. network.Links
            .Where(candidate => candidate.ParentDevice is not null && !links.Any(link => string.Equals(link.Interface, candidate.Name, StringComparison.Ordinal)))
            .Select(candidate => candidate.Name)];

    private static Link Nic(string name, LinkRole role, Port port, string device, string? mac) => new()
    {
        Name = name,
        Role = role,
        Port = port.Name,
        Interface = device,
        ExpectedDriver = port.Driver ?? (port.IsPassthrough ? null : "virtio_net"),
        ExpectedMac = mac,
    };

    private static Device Describe(LinkMessage link, NetworkSnapshot network, Func<string, string?> driver)
    {
        AddressMessage[] addresses = [.. network.Addresses.Where(address => address.LinkIndex == link.Index)];
        return new Device(
            link.Index,
            link.Up,
            link.Carrier,
            link.Kind ?? driver(link.Name),
            link.ParentDevice,
            link.Mac,
            link.PermanentMac,
            link.Mtu,
            [.. addresses.Where(address => address.IsUsable && !address.IsLinkLocal).Select(address => address.ToString())],
            [.. addresses.Where(address => address.IsUsable && address.IsLinkLocal).Select(address => address.ToString())],
            [.. addresses.Where(address => address.IsDuplicate).Select(address => address.ToString())]);
    }
}
