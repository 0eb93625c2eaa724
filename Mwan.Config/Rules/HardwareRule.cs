using System.Globalization;
using Mwan.Config.Description;
using Mwan.Config.Sections;

namespace Mwan.Config.Rules;

/// <summary>A NIC serves one link, and a MAC is on one NIC.</summary>
internal static class HardwareRule
{
    public static void Check(Values site, Report report)
    {
        Unique<string> ports = new(report, StringComparer.Ordinal);
        foreach (Item<Port> item in Ports.Of(site))
        {
            if (item.Is(out Port? port))
            {
                ports.Add(port.Name, item);
            }
        }

        Unique<string> macs = new(report, StringComparer.Ordinal);
        if (site.At(SiteSection.Lan).Is(out Values? lan))
        {
            macs.Add(lan.At(LanSection.Mac));
        }

        Unique<string> identities = new(report);
        foreach (Values wan in site.Each(SiteSection.Wans))
        {
            macs.Add(wan.At(WanSection.Mac));
            if (wan.At(WanSection.Dhcp).Is(out Values? dhcp)
                && dhcp.At(DhcpSection.Duid) is { IsGiven: true } duid && duid.Is(out string? text)
                && dhcp.At(DhcpSection.Iaid).Is(out long iaid))
            {
                identities.Add(string.Create(CultureInfo.InvariantCulture, $"{text} with IAID {iaid}"), duid);
            }

            if (wan.At(WanSection.Authentication) is { IsGiven: true } given && given.Is(out Values? authentication)
                && authentication.At(AuthenticationSection.Identity) is { IsGiven: false, Origin: Origin.Bad }
                && wan.At(WanSection.Mac).IsAbsent)
            {
                report.Error(
                    given.Place,
                    Scope.Join(given.Path, AuthenticationSection.Identity.Key),
                    "this key is missing; write the EAP identity, or the WAN's mac, which is then taken for it");
            }
        }
    }
}
