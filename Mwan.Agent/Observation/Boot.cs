using System.Globalization;

namespace Mwan.Agent.Observation;

/// <summary>What was booted.</summary>
/// <param name="Verity">Whether the root is read through dm-verity.</param>
/// <param name="RootPartition">Partition that holds the root, e.g. <c>vda2</c>; null: unknown.</param>
/// <param name="RootPartitionUuid">Its GPT unique identifier, which says what was booted where a label would not; null: unknown.</param>
/// <param name="RootPartitionLabel">Its GPT name; null: unknown.</param>
/// <param name="SecureBoot">Whether the firmware verified what it booted; null: no UEFI, or it cannot be read.</param>
internal sealed record Boot(bool Verity, string? RootPartition, string? RootPartitionUuid, string? RootPartitionLabel, bool? SecureBoot)
{
    /// <summary>The slot that was booted, <c>A</c> or <c>B</c>; null: none. The disk's layout is fixed: ESP, root A, hashes A, root B, hashes B.</summary>
    public string? Slot => RootPartition is [.., var number] && Verity ? number switch { '2' => "A", '4' => "B", _ => null } : null;

    /// <summary>Reads it from mountinfo, sysfs and udev.</summary>
    public static Boot Read(Layout layout)
    {
        string? number = Mounts.Read(layout.MountInfo).LastOrDefault(mount => string.Equals(mount.Point, "/", StringComparison.Ordinal))?.Device;
        string device = Path.Combine(layout.Sys, "dev/block", number ?? "none");
        bool verity = SmallFile.Text(Path.Combine(device, "dm/uuid"))?.StartsWith("CRYPT-VERITY-", StringComparison.Ordinal) == true;
        string? partition = verity ? DataPartition(device) : SmallFile.LinkTarget(device);
        string? partitionNumber = partition is null ? null : SmallFile.Text(Path.Combine(layout.Sys, "class/block", partition, "dev"));
        IReadOnlyDictionary<string, string> udev = partitionNumber is null
            ? new Dictionary<string, string>(StringComparer.Ordinal)
            : EnvironmentFile.Read(layout.UdevData(partitionNumber));
        return new Boot(verity, partition, udev.GetValueOrDefault("E:ID_PART_ENTRY_UUID"), udev.GetValueOrDefault("E:ID_PART_ENTRY_NAME"), ReadSecureBoot(layout));
    }

    // A verity device stands on two partitions, data and hashes; the hash partition is the smaller one.
    private static string? DataPartition(string device)
    {
        string slaves = Path.Combine(device, "slaves");
        return SmallFile.Names(slaves).MaxBy(name => long.TryParse(SmallFile.Text(Path.Combine(slaves, name, "size")), CultureInfo.InvariantCulture, out long size) ? size : 0);
    }

    private static bool? ReadSecureBoot(Layout layout)
    {
        try
        {
            return File.ReadAllBytes(layout.SecureBoot) is [_, _, _, _, byte value] ? value == 1 : null;
        }
        catch (FileNotFoundException)
        {
            // Firmware that cannot do it does not have the variable (UEFI 2.10, section 3.3).
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
