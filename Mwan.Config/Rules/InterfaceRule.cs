using System.Globalization;
using System.Text.RegularExpressions;
using Mwan.Config.Description;
using Mwan.Config.Kinds;
using Mwan.Config.Sections;

namespace Mwan.Config.Rules;

/// <summary>Interface names occur once, VLANs' included, fit into IFNAMSIZ, and are none that the kernel itself hands out.</summary>
internal static partial class InterfaceRule
{
    public static void Check(Values site, Report report)
    {
        Unique<string> names = new(report, StringComparer.Ordinal);
        foreach (Item<string> item in Interfaces(site))
        {
            names.Add(item);
            if (item.Is(out string? name) && KernelName().IsMatch(name))
            {
                report.Warn(item, $"the kernel names interfaces like '{name}' itself while it boots, and renaming can then fail; choose a name with a word in it");
            }
        }

        foreach (Values wan in site.Each(SiteSection.Wans))
        {
            Item<long> vlan = wan.At(WanSection.Vlan);
            if (!wan.At(WanSection.Interface).Is(out string? parent) || !vlan.Is(out long id))
            {
                continue;
            }

            string data = string.Create(CultureInfo.InvariantCulture, $"{parent}.{id}");
            names.Add(data, vlan);
            if (data.Length > NameKinds.LongestInterface)
            {
                report.Error(
                    wan.At(WanSection.Interface),
                    $"with its VLAN this becomes '{data}' with {data.Length} characters; the kernel takes at most {NameKinds.LongestInterface}, so shorten it by {data.Length - NameKinds.LongestInterface}");
            }
        }
    }

    private static IEnumerable<Item<string>> Interfaces(Values site)
    {
        if (site.At(SiteSection.Management).Is(out Values? management))
        {
            yield return management.At(ManagementSection.Interface);
        }

        if (site.At(SiteSection.Lan).Is(out Values? lan))
        {
            yield return lan.At(LanSection.Interface);
        }

        foreach (Values wan in site.Each(SiteSection.Wans))
        {
            yield return wan.At(WanSection.Interface);
        }

        foreach (Values tunnel in site.Each(SiteSection.Tunnels))
        {
            yield return tunnel.At(TunnelSection.Interface);
        }
    }

    [GeneratedRegex(@"^(eth|wlan|wwan|usb|dummy|ifb|tun|tap|sit|gre|bond|team)[0-9]+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KernelName();
}
