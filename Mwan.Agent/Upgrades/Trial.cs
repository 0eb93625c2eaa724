using Mwan.Agent.Keeping;
using Mwan.Agent.Observation;

namespace Mwan.Agent.Upgrades;

/// <summary>Whether the image that runs has still to prove itself.</summary>
internal static class Trial
{
    /// <summary>
    /// Whether this boot is counted and its gate, which an upgrade or a rollback led to, has not let it pass. Where nothing is remembered of
    /// either, nobody waits for a gate.
    /// </summary>
    public static bool IsOn(Layout layout) =>
        File.Exists(layout.BootCountPath)
        && new UpgradeMemory(new StateFile(layout.LastUpgrade)).Read() is { Passed: null } record
        && string.Equals(record.To, Release.Read(layout).Version, StringComparison.Ordinal);
}
