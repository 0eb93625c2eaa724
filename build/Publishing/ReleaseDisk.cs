using Mwan.Build.Machines;

namespace Mwan.Build.Publishing;

/// <summary>A machine's disk with releases on it, which is there without any network.</summary>
public static class ReleaseDisk
{
    /// <summary>Where <see cref="Mount"/> mounts it.</summary>
    public const string Directory = "/run/release";

    /// <summary>The shell commands that mount it in the machine.</summary>
    public const string Mount = $"mkdir -p {Directory}; mountpoint -q {Directory} || mount -o ro /dev/disk/by-serial/{Serial} {Directory}";

    private const string Serial = "release";

    /// <summary>Makes one.</summary>
    /// <param name="tools">Where <c>mkfs.erofs</c> comes from.</param>
    /// <param name="directory">What is on it.</param>
    /// <param name="file">The disk's file, to be written.</param>
    public static async Task<Disk> MakeAsync(EmulatorTree tools, string directory, string file)
    {
        ArgumentNullException.ThrowIfNull(tools);
        _ = await tools.Command("mkfs.erofs", "--quiet", file, directory).RunAsync(CancellationToken.None);
        return new Disk("scsi2", file) { Format = DiskFormat.Raw, Serial = Serial };
    }
}
