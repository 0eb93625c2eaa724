using System.Net;
using Mwan.Build.Machines;
using Mwan.Config;

namespace Mwan.Build.Lab;

/// <summary>The lab's numbers: who is where around the router of a site. Pure.</summary>
/// <param name="Site">The site.</param>
public sealed record LabNetwork(Site Site)
{
    /// <summary>The host on the Internet that says who called it, over TCP port 80 and UDP port 7, and that calls in.</summary>
    public static IPAddress Echo { get; } = IPAddress.Parse("198.51.100.80");

    /// <summary>The same host, IPv6.</summary>
    public static IPAddress Echo6 { get; } = IPAddress.Parse("2001:db8:80::80");

    /// <summary>Who manages the router, from another subnet than its own, in the namespace <c>admin</c>.</summary>
    public static IPAddress Admin { get; } = IPAddress.Parse("198.18.254.2");

    /// <summary>The gateway of <see cref="Admin"/>.</summary>
    public static IPAddress AdminGateway { get; } = IPAddress.Parse("198.18.254.1");

    /// <summary>The router's management address: the site's, or what the lab leases it.</summary>
    public InterfaceAddress Management => Site.Management.Ipv4.Address ?? new InterfaceAddress(IPAddress.Parse("198.18.255.10"), 24);

    /// <summary>The gateway of the management network.</summary>
    public IPAddress ManagementGateway => Site.Management.Ipv4.Gateway ?? IPAddress.Parse("198.18.255.1");

    /// <summary>The ISPs, in the order of the site's WANs.</summary>
    public IReadOnlyList<LabIsp> Isps { get; } = [.. Site.Wans.Select(static (wan, index) => new LabIsp(wan, index))];

    /// <summary>The other ends of the tunnels, in the order of the site's file.</summary>
    public IReadOnlyList<LabPeer> Peers { get; } = [.. Site.Tunnels.Select(static (tunnel, index) => new LabPeer(tunnel, index))];

    /// <summary>The clients behind the downstream router.</summary>
    public IReadOnlyList<LabClient> Clients { get; } = [new(Site, 1, 45, 0x100), new(Site, 2, 50, 0x50)];

    /// <summary>Every address that something on the Internet answers at: targets of probes, name servers, and <see cref="Echo"/>.</summary>
    public IReadOnlyList<IPAddress> InternetAddresses =>
    [
        .. Site.Wans.SelectMany(static wan => wan.Health.Targets).Concat(Site.Health.Targets).Select(static target => target.Host)
            .Concat(Site.NameServers)
            .Select(static text => IPAddress.TryParse(text, out IPAddress? address) ? address : null)
            .OfType<IPAddress>()
            .Append(Echo)
            .Append(Echo6)
            .Distinct(),
    ];

    /// <summary>The ISPs that carry new connections while all is well.</summary>
    public IEnumerable<LabIsp> Preferred => Isps.Where(isp => isp.Wan.Tier == Site.Wans.Min(static wan => wan.Tier));

    /// <summary>The ISP that an address belongs to; null: none.</summary>
    public LabIsp? IspOf(IPAddress? address) => address is null ? null : Isps.FirstOrDefault(isp => isp.Owned(address.AddressFamily).Any(network => network.Contains(address)));

    /// <summary>The peer that an address belongs to; null: none.</summary>
    public LabPeer? PeerOf(IPAddress? address) => address is null ? null : Peers.FirstOrDefault(peer => peer.Addresses.Contains(address));

    /// <summary>Name of the WAN or tunnel that gives packets an address; null: none does.</summary>
    public string? CarrierOf(IPAddress? address) => IspOf(address)?.Wan.Name ?? PeerOf(address)?.Tunnel.Name;

    /// <summary>MAC address of the world's NIC at the other end of one of the router's ports.</summary>
    public static string MacOf(int nic) => Nic.MacOf(new Port($"net{nic}"), machine: 0xee);
}
