using Mwan.Config.Description;
using Mwan.Config.Sections;

namespace Mwan.Config.Rules;

/// <summary>Names of members occur once, whatever their case.</summary>
internal static class NameRule
{
    public static void Check(Values site, Report report)
    {
        Unique<string> names = new(report, StringComparer.OrdinalIgnoreCase);
        foreach (Values wan in site.Each(SiteSection.Wans))
        {
            names.Add(wan.At(WanSection.Name));
        }

        foreach (Values tunnel in site.Each(SiteSection.Tunnels))
        {
            names.Add(tunnel.At(TunnelSection.Name));
        }

        if (site.At(SiteSection.Appliance).Is(out Values? appliance)
            && appliance.At(ApplianceSection.Name).Is(out string? name)
            && appliance.At(ApplianceSection.Domain).Is(out string? domain)
            && name.Length + 1 + domain.Length > 64)
        {
            report.Error(
                appliance.At(ApplianceSection.Domain),
                $"{name}.{domain} has {name.Length + 1 + domain.Length} characters; the kernel takes at most 64 (hostname(7))");
        }
    }
}
