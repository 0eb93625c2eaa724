using System.Globalization;

namespace Mwan.Agent.Observation;

/// <summary>What the kernel says of the state disk from memory, without touching the disk.</summary>
internal static class StateMount
{
    /// <summary>Reads mountinfo and sysfs.</summary>
    public static StateDisk Read(Layout layout)
    {
        Mount? mount = Mounts.Read(layout.MountInfo).LastOrDefault(candidate => string.Equals(candidate.Point, "/state", StringComparison.Ordinal));
        if (mount is null || mount.FileSystem is "tmpfs" or "ramfs" or "overlay" or "erofs")
        {
            return new StateDisk { Kind = StateKind.Volatile, Reason = WhyVolatile(AttachedDisk(layout)), FileSystem = mount?.FileSystem };
        }

        return new StateDisk
        {
            Kind = StateKind.Disk,
            Source = mount.Source,
            FileSystem = mount.FileSystem,

            // ext4 answers an error with a read-only file system, since Linux 6.15 by an option of its own.
            ReadOnly = mount.Options.Contains("ro", StringComparer.Ordinal) || mount.Options.Contains("emergency_ro", StringComparer.Ordinal),
            Errors = Errors(layout, mount),
        };
    }

    private static string WhyVolatile(string? disk) => disk is null
        ? $"no disk with the serial number {StateDisk.Serial} is attached"
        : $"the disk {disk} is attached but not mounted; it may be damaged or hold something else: journalctl -b -u state-disk";

    private static string? AttachedDisk(Layout layout)
    {
        string block = Path.Combine(layout.Sys, "block");
        return SmallFile.Names(block).FirstOrDefault(name =>
            HasSerial(Path.Combine(block, name, "serial")) || HasSerial(Path.Combine(block, name, "device/vpd_pg80")));
    }

    // virtio-blk shows the bare serial number, SCSI its vital product data page 0x80: four bytes of header, then the number.
    private static bool HasSerial(string path) => SmallFile.Text(path)?.EndsWith(StateDisk.Serial, StringComparison.Ordinal) == true;

    private static int Errors(Layout layout, Mount mount) =>
        SmallFile.LinkTarget(Path.Combine(layout.Sys, "dev/block", mount.Device)) is { } name
        && int.TryParse(SmallFile.Text(Path.Combine(layout.Sys, "fs", mount.FileSystem, name, "errors_count")), NumberStyles.None, CultureInfo.InvariantCulture, out int errors)
            ? errors
            : 0;
}
