using System.Net;
using Mwan.Config.Description;
using Mwan.Config.Kinds;
using Mwan.Config.Sections;

namespace Mwan.Config.Rules;

/// <summary>
/// Names that are asked for over one member alone need name servers that the file names: what DHCP offers is known to the box's own resolver
/// only, which asks over whatever carries. Targets that nobody wrote are passed over: the others of the default are addresses.
/// </summary>
internal static class NameServerRule
{
    public static void Check(Values site, Report report)
    {
        if (!site.At(SiteSection.NameServers).Is(out IReadOnlyList<Item<IPAddress>>? servers) || servers.Count > 0)
        {
            return;
        }

        if (site.At(SiteSection.Health).Is(out Values? common))
        {
            CheckTargets(common, report);
        }

        foreach (Values wan in site.Each(SiteSection.Wans))
        {
            if (wan.At(WanSection.Health).Is(out Values? health))
            {
                CheckTargets(health, report);
            }
        }

        foreach (Values tunnel in site.Each(SiteSection.Tunnels))
        {
            if (tunnel.At(TunnelSection.Health).Is(out Values? health))
            {
                CheckTargets(health, report);
            }

            if (tunnel.At(TunnelSection.Peer).Is(out Values? peer) && peer.At(PeerSection.Endpoint).Is(out HostPort? endpoint))
            {
                CheckHost(peer.At(PeerSection.Endpoint), endpoint.Host, report);
            }
        }
    }

    private static void CheckTargets(Values health, Report report)
    {
        Item<IReadOnlyList<Item<HealthTarget>>> targets = health.At(HealthSection.Targets);
        if (!targets.IsGiven)
        {
            return;
        }

        foreach (Item<HealthTarget> item in targets.Value!)
        {
            if (item.Is(out HealthTarget? target))
            {
                CheckHost(item, target.Host, report);
            }
        }
    }

    private static void CheckHost(Item item, string host, Report report)
    {
        if (!AddressKinds.TryParse(host, out _))
        {
            report.Error(item, $"'{host}' is a name, and nameServers is empty, so that nobody is asked for it; write an address here or name servers there");
        }
    }
}
