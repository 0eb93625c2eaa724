using Mwan.Config.Description;
using Mwan.Config.Sections;

namespace Mwan.Config.Rules;

/// <summary>The NICs that a site uses.</summary>
internal static class Ports
{
    public static IEnumerable<Item<Port>> Of(Values site)
    {
        if (site.At(SiteSection.Management).Is(out Values? management))
        {
            yield return management.At(ManagementSection.Port);
        }

        if (site.At(SiteSection.Lan).Is(out Values? lan))
        {
            yield return lan.At(LanSection.Port);
        }

        foreach (Values wan in site.Each(SiteSection.Wans))
        {
            yield return wan.At(WanSection.Port);
        }
    }
}
