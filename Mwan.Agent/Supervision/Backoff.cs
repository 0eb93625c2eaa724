namespace Mwan.Agent.Supervision;

/// <summary>The pauses between tries that fail: each is twice the last, up to a longest one.</summary>
/// <param name="longest">The longest pause. A try that held for longer shows that the trouble before it is over: the pauses begin anew.</param>
/// <param name="time">The clock.</param>
internal sealed class Backoff(TimeSpan longest, TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);

    private TimeSpan _pause = First;
    private long _started = time.GetTimestamp();

    /// <summary>A try begins.</summary>
    public void Begin() => _started = time.GetTimestamp();

    /// <summary>Waits after a try; returns when cancelled too.</summary>
    public async Task PauseAsync(CancellationToken cancellation)
    {
        TimeSpan pause = time.GetElapsedTime(_started) > longest ? First : _pause;
        _pause = pause * 2 < longest ? pause * 2 : longest;
        await Task.Delay(pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
