using Mwan.Agent.Systemd;

namespace Mwan.Agent.Supervision;

/// <summary>Keeps the parts that run beside the loop running: one that fails is said and started again, ever more slowly.</summary>
/// <param name="journal">Where failures are said, once per cause.</param>
/// <param name="time">The clock.</param>
internal sealed class Supervisor(IJournal journal, TimeProvider time)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Runs a part until cancelled, or until it ends by itself.</summary>
    /// <param name="part">What people call it.</param>
    /// <param name="run">Runs it; called again after it failed.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task RunAsync(string part, Func<CancellationToken, Task> run, CancellationToken cancellation)
    {
        Backoff backoff = new(LongestPause, time);
        string? said = null;
        while (!cancellation.IsCancellationRequested)
        {
            backoff.Begin();
            string problem;
            try
            {
                await run(cancellation);
                return;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (Mishap.IsBearable(exception) || exception is OperationCanceledException)
            {
                problem = Mishap.Of(exception);
            }

            if (!string.Equals(problem, said, StringComparison.Ordinal))
            {
                journal.Write(new JournalEntry(Priority.Error, $"{part} failed and starts again; all else goes on. {problem}", ("SUBJECT", "agent")));
                said = problem;
            }

            await backoff.PauseAsync(cancellation);
        }
    }
}
