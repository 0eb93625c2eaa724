using System.Globalization;
using System.Net.Sockets;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Agent.Status;
using Mwan.Agent.Supervision;
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
    private readonly Queue<string> _unsent = new(["READY=1"]);
    private readonly Complaint _looking = new(tracer, "netlink", Priority.Error);
    private readonly Complaint _acting = new(tracer, "agent", Priority.Critical);
    private readonly Complaint _reporting = new(tracer, "agent", Priority.Error);
    private readonly Complaint _telling = new(tracer, "agent", Priority.Error);
    private readonly NextLook _next = new(watchdog, time);
    private World? _last;
    private Plan? _plan;
    private string? _status;

    /// <summary>Tells whether the kernel refused something, so that it should be tried again soon.</summary>
    public Func<bool> IsUnsettled { get; init; } = () => false;

    /// <summary>Runs until cancelled. Nothing that a turn throws ends it: that would be an agent that starts and dies for ever.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        IReadOnlyList<string> causes = [Cause.Start];
        while (!cancellation.IsCancellationRequested)
        {
            tracer.Begin(causes);
            Turn();
            Conclude();
            Tell();
            try
            {
                bool unsettled = _looking.Current is not null || _acting.Current is not null || IsUnsettled();
                (TimeSpan patience, string end) = _next.After(_looking.Current is null ? _last : null, unsettled, unsent: _unsent.Count > 0);
                causes = await wake.WaitAsync(patience, end, cancellation);
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
        if (Look() is { } world)
        {
            Act(world);
            publication.Publish(world, _plan, _acting.Current);
            Report(_last, world);
            _last = world;
        }
    }

    private void Report(World? before, World after)
    {
        try
        {
            foreach (JournalEntry entry in Changes.Between(before, after, time.GetUtcNow()))
            {
                tracer.Write(entry);
            }

            _reporting.Note(null);
        }
        catch (Exception exception) when (Mishap.IsBearable(exception))
        {
            _reporting.Note($"What changed cannot be told. {Mishap.Of(exception)}");
        }
    }

    private World? Look()
    {
        try
        {
            World world = look();
            tracer.Observed(world);
            _looking.Note(null);
            return world;
        }
        catch (SocketException exception)
        {
            _looking.Note($"The kernel does not tell its links ({exception.Message}); the last plan stays in the kernel; trying again.");
        }
        catch (Exception exception) when (Mishap.IsBearable(exception))
        {
            _looking.Note($"Looking at the box failed; the last plan stays in the kernel; trying again. {Mishap.Of(exception)}");
        }

        return null;
    }

    private void Act(World world)
    {
        try
        {
            _plan = act(world);
            _acting.Note(null);
        }
        catch (Exception exception) when (Mishap.IsBearable(exception))
        {
            _acting.Note($"Planning failed: the kernel stays on the last plan, and no outage is answered; report this, or roll back. {Mishap.Of(exception)}");
        }
    }

    // Neither is a decision that cannot be told.
    private void Conclude()
    {
        try
        {
            tracer.End();
        }
        catch (Exception exception) when (Mishap.IsBearable(exception))
        {
            _reporting.Note($"What was decided cannot be told. {Mishap.Of(exception)}");
        }
    }

    // Nobody who listens or does not is worth the loop.
    private void Tell()
    {
        try
        {
            Notify();
            _telling.Note(null);
        }
        catch (Exception exception) when (Mishap.IsBearable(exception))
        {
            _telling.Note($"The service manager cannot be told how the agent is. {Mishap.Of(exception)}");
        }
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

    private static string Sentence(StatusReport report) => report.Findings switch
    {
        [] => "All is well",
        [var only] => $"{only.Subject}: {only.Text}",
        [var first, ..] => string.Create(CultureInfo.InvariantCulture, $"{first.Subject}: {first.Text} (and {report.Findings.Count - 1} more)"),
    };
}
