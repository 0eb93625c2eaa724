namespace Mwan.Agent.Supervision;

/// <summary>
/// Talks with another program that may be absent, start again, or hang: one session after the other, and no wait in one without an end.
/// </summary>
/// <param name="longestPause">The longest pause between sessions.</param>
/// <param name="time">The clock.</param>
internal sealed class Sessions(TimeSpan longestPause, TimeProvider time)
{
    /// <summary>Holds sessions until cancelled.</summary>
    /// <param name="session">One session; it ends with an exception.</param>
    /// <param name="foreseen">Whether an exception is an end that sessions come to; others are thrown on.</param>
    /// <param name="ended">Takes such an exception. One of a wait that was too long is a cancellation.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task RunAsync(Func<CancellationToken, Task> session, Func<Exception, bool> foreseen, Action<Exception> ended, CancellationToken cancellation)
    {
        Backoff backoff = new(longestPause, time);
        while (!cancellation.IsCancellationRequested)
        {
            backoff.Begin();
            try
            {
                await session(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is OperationCanceledException || foreseen(exception))
            {
                ended(exception);
            }

            await backoff.PauseAsync(cancellation);
        }
    }

    /// <summary>Does something that must end in time.</summary>
    /// <exception cref="OperationCanceledException">It did not, or all is cancelled.</exception>
    public async Task<T> WithinAsync<T>(TimeSpan deadline, Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using CancellationTokenSource late = new(deadline, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        return await work(either.Token);
    }

    /// <summary>Waits for something that need not come.</summary>
    /// <returns>What came; null: nothing did.</returns>
    public async Task<T?> ForAsync<T>(TimeSpan patience, Func<CancellationToken, Task<T>> something, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await WithinAsync(patience, something, cancellation);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}
