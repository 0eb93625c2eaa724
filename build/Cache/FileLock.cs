namespace Mwan.Build.Cache;

/// <summary>A lock between processes on a file of its own (flock(2), so that it ends with its process).</summary>
public sealed class FileLock : IDisposable
{
    // flock(2), EWOULDBLOCK: someone else holds it. Anything else (no space, no permission) will not pass by waiting.
    private const int HeldByAnother = 11;

    private readonly FileStream stream;

    private FileLock(FileStream stream) => this.stream = stream;

    /// <summary>Takes the lock, waiting for as long as another process holds it.</summary>
    /// <param name="path">The lock's file; it stays.</param>
    /// <param name="onWait">Called once if another process holds the lock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<FileLock> TakeAsync(string path, Action onWait, CancellationToken cancellationToken)
    {
        if (TryTake(path) is { } free)
        {
            return free;
        }

        onWait();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (TryTake(path) is { } freed)
            {
                return freed;
            }
        }

        throw new OperationCanceledException(cancellationToken);
    }

    /// <summary>Takes the lock, or returns null while another process holds it.</summary>
    public static FileLock? TryTake(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e.HResult == HeldByAnother)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
