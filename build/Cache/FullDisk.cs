using System.Globalization;
using Mwan.Build.Processes;

namespace Mwan.Build.Cache;

/// <summary>Tells a full file system from other failures, and where it is full.</summary>
public static class FullDisk
{
    // errno(3): ENOSPC, EDQUOT.
    private const int NoSpace = 28;
    private const int OverQuota = 122;

    // Tools say it in many ways; less than this left is an answer in itself. Bytes.
    private const long NextToNothing = 1 << 20;

    private static readonly string[] Words = ["No space left on device", "Disk quota exceeded", "enough free space in"];

    /// <summary>What to tell the user about a failure while <paramref name="directory"/> was written to; null: the disk was not full.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="directory">Existing directory on the file system that was written to.</param>
    /// <param name="remedy">A sentence: what to do.</param>
    public static BuildException? Explain(Exception failure, string directory, string remedy) =>
        IsFull(failure, directory)
            ? new BuildException($"The disk is full: {Describe(directory)}\n{failure.Message}\n{remedy}", failure)
            : null;

    private static bool IsFull(Exception failure, string directory) => failure switch
    {
        IOException { HResult: NoSpace or OverQuota } => true,
        CommandFailedException or BuildException => Array.Exists(Words, word => failure.Message.Contains(word, StringComparison.Ordinal))
            || (failure is CommandFailedException && new DriveInfo(directory).AvailableFreeSpace < NextToNothing),
        _ => false,
    };

    private static string Describe(string directory)
    {
        var drive = new DriveInfo(directory);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{directory} is on {MountPoint(directory)} ({drive.DriveFormat}), which has {drive.AvailableFreeSpace / 1_000_000} of {drive.TotalSize / 1_000_000} MB free.");
    }

    // proc_pid_mountinfo(5): the fifth field is the mount point, spaces as \040.
    private static string MountPoint(string directory) => File.ReadLines("/proc/self/mountinfo")
        .Select(static line => line.Split(' ')[4].Replace(@"\040", " ", StringComparison.Ordinal))
        .Where(mount => mount == "/" || directory == mount || directory.StartsWith($"{mount}/", StringComparison.Ordinal))
        .MaxBy(static mount => mount.Length) ?? "/";
}
