namespace Mwan.Agent.Upgrades;

/// <summary>
/// The right to change the slots, which one process has at a time. It is held while they are looked at and changed, never while somebody waits
/// for a line: a download of hours must not lock out who wants to go back.
/// </summary>
internal sealed class SlotLock : IDisposable
{
    // Its length is the number of rollbacks in this boot: not all of them can be told from the slots, and the state disk may refuse to remember.
    private readonly FileStream _file;

    private SlotLock(FileStream file) => _file = file;

    /// <summary>Takes it.</summary>
    /// <param name="path">Its file, in memory.</param>
    /// <exception cref="IOException">Another has it; the message is a sentence.</exception>
    public static SlotLock Take(string path)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            return new SlotLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception)
        {
            throw new IOException($"The slots are being changed already ({exception.Message.TrimEnd('.')}): wait until the upgrade is written or the rollback is done.", exception);
        }
    }

    /// <summary>How many rollbacks were ordered in this boot.</summary>
    /// <param name="path">The lock's file.</param>
    public static long Rollbacks(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    /// <summary>Counts one, before it changes anything.</summary>
    public void CountRollback() => _file.SetLength(_file.Length + 1);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
