using System.Globalization;

namespace Mwan.Agent.Upgrades;

/// <summary>
/// Room for one upgrade at a time: a directory in memory, for the state disk may be small, full or absent. Whoever has it open is the only
/// one; it is emptied when it is opened and when it is closed.
/// </summary>
internal sealed class WorkDirectory : IDisposable
{
    // Others write there too: networkd, udev, the agent.
    private const long Reserve = 32 << 20;

    private readonly FileStream _lock;

    private WorkDirectory(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>Where files go.</summary>
    public string Path { get; }

    /// <summary>Opens it.</summary>
    /// <param name="directory">Its place.</param>
    /// <exception cref="IOException">Another upgrade has it, or there is no memory left; the message is a sentence.</exception>
    public static WorkDirectory Open(string directory)
    {
        _ = Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        FileStream held;
        try
        {
            held = new FileStream(System.IO.Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new IOException($"Another upgrade is under way ({exception.Message.TrimEnd('.')}): wait for it, or end it (systemctl stop mwan-upgrade, if the box began it by itself). A rollback need not wait for a download.", exception);
        }

        WorkDirectory work = new(System.IO.Path.Combine(directory, "fetched"), held);
        work.Empty();
        _ = Directory.CreateDirectory(work.Path);
        return work;
    }

    /// <summary>Makes sure that there is room.</summary>
    /// <param name="directory">Where a file will be written.</param>
    /// <param name="bytes">Its length.</param>
    /// <exception cref="IOException">There is not; the message is a sentence.</exception>
    public static void Claim(string directory, long bytes)
    {
        long free = new DriveInfo(directory).AvailableFreeSpace;
        if (bytes > free - Reserve)
        {
            throw new IOException(string.Create(
                CultureInfo.InvariantCulture, $"The release needs {bytes / 1e6:0.0} MB more of memory, and {directory} has {Math.Max(0, free - Reserve) / 1e6:0.0} MB to spare: give the machine more memory, or put the release on a disk and name its directory."));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Empty();
        _lock.Dispose();
    }

    private void Empty()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
