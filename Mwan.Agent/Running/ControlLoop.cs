using System.Globalization;
using System.Net.Sockets;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Agent.Status;
using Mwan.Agent.Systemd;
using Mwan.Agent.Tracing;

namespace Mwan.Agent.Running;

/// <summary>Looks, plans and applies, publishes, says what changed, gives a sign of life, waits; for ever.</summary>
/// <param name="look">Looks at the world.</param>
/// <param name="act">Makes the kernel follow the plan for a world.</param>
/// <param name="publication">Where the world goes.</param>
/// <param name="notifier">The service manager.</param>
/// <param name="watchdog">When the service manager wants to hear from the loop.</param>
/// <param name="tracer">Follows each turn, and takes what is to be said.</param>
/// <param name="wake">What calls for a look.</param>
/// <param name="time">The clock.</param>
internal sealed class ControlLoop(
    Func<World> look, Func<World, Plan?> act, Publication publication, Notifier notifier, Watchdog watchdog, Tracer tracer, Wake wake, TimeProvider time)
{
    /// <summary>Time after which everything is looked at although nothing called.</summary>
    public static readonly TimeSpan SlowTimer = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ResendTimer = TimeSpan.FromMilliseconds(200);

    private readonly Queue<string> _unsent = new(["READY=1"]);
    private World? _last;
    private string? _status;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        IReadOnlyList<string> causes = [Cause.Start];
        while (!cancellation.IsCancellationRequested)
        {
            tracer.Begin(causes);
            Turn();
            tracer.End();
            Notify();
            try
            {
                causes = await wake.WaitAsync(Patience(), cancellation);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        _ = notifier.TrySend("STOPPING=1");
    }

    private void Turn()
    {
        World world;
        try
        {
            world = look();
        }
        catch (SocketException exception)
        {
            tracer.Write(new JournalEntry(Priority.Error, $"The kernel does not tell its links ({exception.Message}); trying again.", ("SUBJECT", "netlink")));
            return;
        }

        tracer.Observed(world);
        publication.Publish(world, act(world));
        foreach (JournalEntry entry in Changes.Between(_last, world, time.GetUtcNow()))
        {
            tracer.Write(entry);
        }

        _last = world;
    }

    private void Notify()
    {
        if (publication.Report() is { } report)
        {
            string status = Sentence(report);
            if (!string.Equals(status, _status, StringComparison.Ordinal))
            {
                _unsent.Enqueue($"STATUS={status}");
                _status = status;
            }
        }

        while (_unsent.TryPeek(out string? message) && notifier.TrySend(message))
        {
            _ = _unsent.Dequeue();
        }

        if (watchdog.IsDue && notifier.TrySend("WATCHDOG=1"))
        {
            watchdog.Sent();
        }
    }

    private TimeSpan Patience()
    {
        if (_unsent.Count > 0 || watchdog.IsDue)
        {
            return ResendTimer;
        }

        return watchdog.Remaining is { } remaining && remaining < SlowTimer ? remaining : SlowTimer;
    }

    private static string Sentence(StatusReport report) => report.Findings switch
    {
        [] => "All is well",
        [var only] => $"{only.Subject}: {only.Text}",
        [var first, ..] => string.Create(CultureInfo.InvariantCulture, $"{first.Subject}: {first.Text} (and {report.Findings.Count - 1} more)"),
    };
}
