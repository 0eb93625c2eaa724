namespace Mwan.Build.Proxmox;

/// <summary>A whole disk that was put into the VM.</summary>
/// <param name="Volume">Its volume, e.g. <c>local-lvm:vm-113-disk-2</c>.</param>
/// <param name="Version">Version of the image in it, when it was put there.</param>
/// <param name="Sha256">Checksum of the image's file; <c>-</c>: it came with a template, or was upgraded inside.</param>
public sealed record WholeDisk(string Volume, string Version, string Sha256)
{
    /// <summary>Its line in the host's list.</summary>
    public override string ToString() => $"{Volume} {Version} {Sha256}";

    /// <summary>Reads a list. The last line of a volume is the one that holds: its name is given anew once it is deleted, and an upgrade changes what is in it.</summary>
    public static IReadOnlyList<WholeDisk> ParseAll(string text) => Latest(
        [.. text.Split('\n').Select(static line => line.Trim().Split(' ')).Where(static parts => parts.Length == 3).Select(static parts => new WholeDisk(parts[0], parts[1], parts[2]))]);

    private static WholeDisk[] Latest(WholeDisk[] disks) => [.. disks.Where((disk, index) => !disks.Skip(index + 1).Any(later => later.Volume == disk.Volume))];
}
