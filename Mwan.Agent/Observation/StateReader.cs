using System.Globalization;
using Mwan.Agent.Keeping;
using Mwan.Agent.Upgrades;

namespace Mwan.Agent.Observation;

/// <summary>Reads the state disk. This may wait for the disk: never call it from the loop.</summary>
/// <param name="layout">Where things lie.</param>
/// <param name="certificates">Whether the site needs the certificate slot.</param>
/// <param name="running">Version of what the box runs.</param>
internal sealed class StateReader(Layout layout, bool certificates, string running)
{
    private readonly UpgradeMemory _upgrades = new(new StateFile(layout.LastUpgrade));
    private readonly string? _boot = SmallFile.Text(layout.BootId);
    private bool _settled;
    private string? _stamp;
    private CertificateSlot? _slot;

    /// <summary>Reads it; certificates only when their files changed.</summary>
    public StateReading Read()
    {
        DiskUse use = DiskUse.Read(layout.State);
        UpgradeRecord? last = _upgrades.Read();
        var upgrade = UpgradeStanding.Of(last, running, _boot, IsCounted(last));
        if (!certificates)
        {
            return new StateReading(use, Certificates: null, upgrade);
        }

        string stamp = Stamp(new DirectoryInfo(layout.CertificateSlot));
        if (_slot is null || !string.Equals(stamp, _stamp, StringComparison.Ordinal))
        {
            _slot = CertificateFiles.Read(layout.CertificateSlot);
            _stamp = stamp;
        }

        return new StateReading(use, _slot, upgrade);
    }

    // The EFI system partition is mounted only while somebody looks at it: not again in a boot that nobody counts, or counts no more.
    private bool IsCounted(UpgradeRecord? last)
    {
        if (_settled || last is not { Passed: not null } || !string.Equals(last.To, running, StringComparison.Ordinal))
        {
            return false;
        }

        bool counted = CountedBoot.IsCounted(layout);
        _settled = !counted;
        return counted;
    }

    private static string Stamp(DirectoryInfo directory) => directory.Exists
        ? string.Join(' ', directory.EnumerateFiles("*.pem").OrderBy(file => file.Name, StringComparer.Ordinal).Select(file =>
            string.Create(CultureInfo.InvariantCulture, $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks} {(int)file.UnixFileMode}")))
        : "";
}
