using System.Net;
using System.Net.Sockets;
using Mwan.Agent.Health.Probes;
using Mwan.Config;
using Settings = Mwan.Config.Health;

namespace Mwan.Agent.Health;

/// <summary>One family of one member, and how its health is measured.</summary>
/// <param name="Member">Name of the WAN or tunnel.</param>
/// <param name="Family">Its family.</param>
/// <param name="Path">The way of its probes.</param>
/// <param name="Settings">The member's configuration.</param>
/// <param name="Targets">The targets that can be asked over the family: its addresses, and all names.</param>
internal sealed record ProbedFamily(string Member, AddressFamily Family, ProbePath Path, Settings Settings, IReadOnlyList<HealthTarget> Targets)
{
    /// <summary>Time between rounds while it works and nothing needs it; at least that of <see cref="Settings"/>.</summary>
    public TimeSpan IdleInterval
    {
        get => field > Settings.Interval ? field : Settings.Interval;
        init;
    }

    /// <summary>The family as people write it.</summary>
    public string FamilyName => Family is AddressFamily.InterNetwork ? "IPv4" : "IPv6";

    /// <summary>Every family that the site's members have, WANs first, in the order of the file.</summary>
    public static IReadOnlyList<ProbedFamily> Of(Site site)
    {
        List<ProbedFamily> families = [];
        foreach (Wan wan in site.Wans)
        {
            ProbePath path = new(wan.DataInterface, wan.Mark);
            Add(families, wan.Name, path, wan.Health, idle: TimeSpan.Zero, wan.Ipv4.Mode is not AddressingMode.Off, wan.Ipv6.Mode is not AddressingMode.Off);
        }

        foreach (Tunnel tunnel in site.Tunnels)
        {
            ProbePath path = new(tunnel.Interface, tunnel.Mark);
            Add(families, tunnel.Name, path, tunnel.Health, tunnel.IdleInterval, Has(tunnel, AddressFamily.InterNetwork), Has(tunnel, AddressFamily.InterNetworkV6));
        }

        return families;
    }

    private static bool Has(Tunnel tunnel, AddressFamily family) => tunnel.Addresses.Any(address => address.Address.AddressFamily == family);

    private static void Add(List<ProbedFamily> families, string member, ProbePath path, Settings settings, TimeSpan idle, bool v4, bool v6)
    {
        if (v4)
        {
            families.Add(new ProbedFamily(member, AddressFamily.InterNetwork, path, settings, Askable(settings, AddressFamily.InterNetwork)) { IdleInterval = idle });
        }

        if (v6)
        {
            families.Add(new ProbedFamily(member, AddressFamily.InterNetworkV6, path, settings, Askable(settings, AddressFamily.InterNetworkV6)) { IdleInterval = idle });
        }
    }

    private static HealthTarget[] Askable(Settings settings, AddressFamily family) =>
        [.. settings.Targets.Where(target => !IPAddress.TryParse(target.Host, out IPAddress? address) || address.AddressFamily == family)];
}
