using System.Globalization;

namespace Mwan.Build.Machines;

/// <summary>Disks as arguments of QEMU.</summary>
internal static class DiskArguments
{
    /// <summary>The controller, where a disk needs it, and the disks.</summary>
    public static IEnumerable<string> Render(IReadOnlyList<Disk> disks) =>
    [
        .. disks.Any(IsScsi) ? QemuCommandLine.Device($"virtio-scsi-pci,id=scsihw0,{ProxmoxTopology.AddressOf("scsihw0")}") : [],
        .. disks.SelectMany(Render),
    ];

    /// <summary>Its backend: properties separated by commas.</summary>
    public static string Drive(Disk disk)
    {
        string format = disk.Format == DiskFormat.Raw ? "raw" : "qcow2";
        string cache = disk.Durable ? "writeback" : "unsafe";
        return $"if=none,id=drive-{disk.Slot},format={format},cache={cache},discard=on,file={QemuCommandLine.Escape(disk.File)}";
    }

    /// <summary>The disk itself: its driver and properties, separated by commas.</summary>
    public static string Device(Disk disk)
    {
        string serial = disk.Serial is null ? string.Empty : $",serial={QemuCommandLine.Escape(disk.Serial)}";
        string boot = disk.BootIndex is int index ? string.Create(CultureInfo.InvariantCulture, $",bootindex={index}") : string.Empty;

        // The identifier is what Proxmox VE gives every disk since 9, serial number or not; guests find none by that number in udev's names then.
        string device = IsScsi(disk)
            ? $"scsi-hd,bus=scsihw0.0,channel=0,scsi-id=0,lun={disk.Slot["scsi".Length..]},device_id=drive-{disk.Slot}"
            : $"virtio-blk-pci,{ProxmoxTopology.AddressOf(disk.Slot)}";
        return $"{device},drive=drive-{disk.Slot},id={disk.Slot}{serial}{boot}";
    }

    private static IEnumerable<string> Render(Disk disk) => ["-drive", Drive(disk), .. QemuCommandLine.Device(Device(disk))];

    private static bool IsScsi(Disk disk) => disk.Slot.StartsWith("scsi", StringComparison.Ordinal);
}
