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

    /// <summary>The ISPs, in the order of the site's WANs.</summary>
    public IReadOnlyList<LabIsp> Isps { get; } = [.. Site.Wans.Select(static (wan, index) => new LabIsp(wan, index))];

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

    /// <summary>MAC address of the world's NIC at the other end of one of the router's ports.</summary>
    public static string MacOf(int nic) => Nic.MacOf(new Port($"net{nic}"), machine: 0xee);
}
