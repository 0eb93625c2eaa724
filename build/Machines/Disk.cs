namespace Mwan.Build.Machines;

/// <summary>A disk of a machine, under its Proxmox name.</summary>
/// <param name="Slot"><c>scsiN</c> (0-30, on the virtio-scsi controller) or <c>virtioN</c> (0-15, virtio-blk).</param>
/// <param name="File">The file, written in place: give an overlay where a base must stay as it is.</param>
public sealed record Disk(string Slot, string File)
{
    /// <summary>Serial number of the disk of an appliance's state; udev finds it by that.</summary>
    public const string StateSerial = "mwan-state";

    /// <summary>Format of <see cref="File"/>.</summary>
    public DiskFormat Format { get; init; } = DiskFormat.Qcow2;

    /// <summary>Serial number that the guest sees, at most 36 characters; null: none.</summary>
    public string? Serial { get; init; }

    /// <summary>Place in the firmware's boot order, lowest first; null: never booted.</summary>
    public int? BootIndex { get; init; }

    /// <summary>
    /// Whether what the guest flushes must survive a crash of the host. Off, flushes cost nothing, and the file is for one run.
    /// </summary>
    public bool Durable { get; init; }
}
