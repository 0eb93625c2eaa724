using System.Globalization;

namespace Mwan.Agent.Observation;

/// <summary>Reads the state disk. This may wait for the disk: never call it from the loop.</summary>
/// <param name="layout">Where things lie.</param>
/// <param name="certificates">Whether the site needs the certificate slot.</param>
internal sealed class StateReader(Layout layout, bool certificates)
{
    private string? _stamp;
    private CertificateSlot? _slot;

    /// <summary>Reads it; certificates only when their files changed.</summary>
    public StateReading Read()
    {
        DiskUse use = DiskUse.Read(layout.State);
        if (!certificates)
        {
            return new StateReading(use, Certificates: null);
        }

        string stamp = Stamp(new DirectoryInfo(layout.CertificateSlot));
        if (_slot is null || !string.Equals(stamp, _stamp, StringComparison.Ordinal))
        {
            _slot = CertificateFiles.Read(layout.CertificateSlot);
            _stamp = stamp;
        }

        return new StateReading(use, _slot);
    }

    private static string Stamp(DirectoryInfo directory) => directory.Exists
        ? string.Join(' ', directory.EnumerateFiles("*.pem").OrderBy(file => file.Name, StringComparer.Ordinal).Select(file =>
            string.Create(CultureInfo.InvariantCulture, $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks} {(int)file.UnixFileMode}")))
        : "";
}
