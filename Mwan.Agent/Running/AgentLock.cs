namespace Mwan.Agent.Running;

/// <summary>
/// Only one agent writes the dataplane. The lock is the kernel's (flock(2)), so it ends with its process, however that ends: there is
/// none that is stale, and nothing to clean up.
/// </summary>
internal sealed class AgentLock : IDisposable
{
    // errno(3) of a lock that another process has.
    private const int EWOULDBLOCK = 11;

    private readonly FileStream? _file;

    private AgentLock(FileStream? file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <param name="path">The file that is locked.</param>
    /// <returns>The lock; null: another agent has it.</returns>
    public static AgentLock? TryTake(string path)
    {
        try
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new AgentLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None));
        }
        catch (IOException exception) when (exception.HResult == EWOULDBLOCK)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A box without room for a lock needs its router all the more.
            return new AgentLock(file: null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
