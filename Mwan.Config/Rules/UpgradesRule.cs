using Mwan.Config.Description;
using Mwan.Config.Sections;

namespace Mwan.Config.Rules;

/// <summary>An automatic check needs somewhere to look.</summary>
internal static class UpgradesRule
{
    public static void Check(Values site, Report report)
    {
        if (site.At(SiteSection.Upgrades).Is(out Values? upgrades)
            && upgrades.At(UpgradesSection.CheckEvery) is { IsGiven: true, Value: not null } every
            && upgrades.At(UpgradesSection.Source).IsAbsent)
        {
            report.Error(every, $"there is nowhere to look; write {upgrades.Path}.source, or delete this");
        }
    }
}
