using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Mwan.Config;

namespace Mwan.Build.Render;

/// <summary>
/// What templates see: the site by <see cref="ModelTree"/>, plus the few values below that a template could not say without logic.
/// </summary>
internal static class RenderContext
{
    /// <summary>The context of a site.</summary>
    public static Dictionary<string, object?> Of(Site site)
    {
        ArgumentNullException.ThrowIfNull(site);
        Dictionary<string, object?> tree = ModelTree.Of(site);
        Dictionary<string, object?> management = Table(tree["management"]);
        management["networkd"] = Networkd(site.Management.Ipv4, site.Management.Ipv6);
        management["unitName"] = UnitName.Escape(site.Management.Interface);
        management["allowedFrom"] = site.Management.AllowedFrom.Select(Source).ToList<object?>();
        tree["wans"] = site.Wans.Select(Wan).ToList<object?>();
        tree["tunnels"] = site.Tunnels.Select(tunnel => Tunnel(site, tunnel)).ToList<object?>();
        tree["links"] = Links(site).ToList<object?>();
        tree["conntrack"] = ModelTree.Of(Conntrack.For(site.Proxmox?.MemoryMiB));
        return tree;
    }

    private static Dictionary<string, object?> Wan(Wan wan)
    {
        Dictionary<string, object?> tree = ModelTree.Of(wan);
        tree["networkd"] = Networkd(wan.Ipv4, wan.Ipv6);
        tree["unitName"] = UnitName.Escape(wan.Interface);
        return tree;
    }

    private static Dictionary<string, object?> Tunnel(Site site, Tunnel tunnel)
    {
        Dictionary<string, object?> tree = ModelTree.Of(tunnel);
        tree["underlay"] = site.Wans.First(wan => string.Equals(wan.Name, tunnel.Over, StringComparison.Ordinal)).DataInterface;
        tree["unitName"] = UnitName.Escape(tunnel.Name);
        Table(tree["peer"])["endpoint"] = Endpoint(tunnel.Peer);
        return tree;
    }

    // nft has a word per family.
    private static Dictionary<string, object?> Source(IPNetwork network) => new(StringComparer.Ordinal)
    {
        ["family"] = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? "ip" : "ip6",
        ["prefix"] = network.ToString(),
    };

    // Only an address: a name is resolved over the underlay, which networkd cannot promise.
    private static string? Endpoint(TunnelPeer peer) =>
        IPAddress.TryParse(peer.Host, out IPAddress? address) ? new IPEndPoint(address, peer.Port).ToString() : null;

    // DHCP=, LinkLocalAddressing= and IPv6AcceptRA= of systemd.network(5) cover both families in one word.
    private static Dictionary<string, object?> Networkd(Addressing ipv4, Addressing ipv6)
    {
        bool four = ipv4.Mode == AddressingMode.Automatic;
        bool six = ipv6.Mode == AddressingMode.Automatic;
        return new(StringComparer.Ordinal)
        {
            ["dhcp"] = (four, six) switch { (true, true) => "yes", (true, false) => "ipv4", (false, true) => "ipv6", _ => "no" },
            ["linkLocalAddressing"] = ipv6.Mode == AddressingMode.Off ? "no" : "ipv6",
            ["acceptRa"] = six ? "yes" : "no",
        };
    }

    private static IEnumerable<Dictionary<string, object?>> Links(Site site)
    {
        yield return Link(site.Management.Port, site.Management.Interface, mac: null, mtu: null);
        yield return Link(site.Lan.Port, site.Lan.Interface, site.Lan.Mac, site.Lan.Mtu);
        foreach (Wan wan in site.Wans)
        {
            yield return Link(wan.Port, wan.Interface, wan.Mac, wan.Mtu);
        }
    }

    private static Dictionary<string, object?> Link(Port port, string name, string? mac, int? mtu) => new(StringComparer.Ordinal)
    {
        ["port"] = port.Name,
        ["path"] = PortPath.Of(port),
        ["driver"] = port.Driver ?? (port.IsPassthrough ? "!virtio_net" : "virtio_net"),
        ["interface"] = name,
        ["mac"] = mac,
        ["mtu"] = mtu?.ToString(CultureInfo.InvariantCulture),
    };

    private static Dictionary<string, object?> Table(object? value) => (Dictionary<string, object?>)value!;
}
