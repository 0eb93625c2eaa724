using System.Net.Sockets;
using Mwan.Agent.Conntrack;
using Mwan.Agent.Control;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Agent.Systemd;

namespace Mwan.Agent.Running;

/// <summary>The whole agent: what <c>mwan run</c> is.</summary>
internal static class Agent
{
    /// <summary>Runs until cancelled.</summary>
    /// <param name="layout">Where things lie.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task RunAsync(Layout layout, TimeProvider time, CancellationToken cancellation)
    {
        IJournal journal = Journal.Open(layout);
        using Notifier notifier = new(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"));
        Watchdog watchdog = Watchdog.From(
            Environment.GetEnvironmentVariable("WATCHDOG_USEC"),
            Environment.GetEnvironmentVariable("WATCHDOG_PID"),
            Environment.ProcessId,
            time);
        Wake wake = new(time);
        LoadedSite loaded = LoadedSite.Read(layout);
        using Observer observer = new(layout, loaded, time, wake.Call);
        using NetworkEvents events = new();
        using Dataplane dataplane = new(layout, loaded.Site, journal);
        using Sources? sources = loaded.Site is null ? null : new Sources(loaded.Site, layout, journal, time, wake.Call, cancellation);
        using FlowKeeper? flows = loaded.Site is null ? null : new FlowKeeper(loaded.Site, journal, time, wake.Call);
        Publication publication = new(time, () => sources?.Measurements ?? []);
        using ControlServer server = new(layout.ControlSocket, request => Answer(request, publication));
        Task serving = Listen(server, journal) ? server.ServeAsync(cancellation) : Task.CompletedTask;
        Task listening = events.ListenAsync(wake.Call, cancellation);
        Task watching = dataplane.WatchAsync(wake.Call, cancellation);
        Task learning = sources?.RunAsync(cancellation) ?? Task.CompletedTask;
        await new ControlLoop(Look, Act, publication, notifier, watchdog, journal, wake, time).RunAsync(cancellation);
        await Task.WhenAll(serving, listening, watching, learning);

        World Look()
        {
            World world = observer.Look() with { Previous = dataplane.Selection };
            return sources?.Complete(world) ?? world;
        }

        Plan? Act(World world)
        {
            Plan? plan = dataplane.Follow(world, observer.Network);
            if (plan is not null && dataplane.IsInForce)
            {
                flows?.Follow(world, plan);
            }

            return plan;
        }
    }

    private static Reply Answer(Request request, Publication publication) => request.Ask switch
    {
        Request.Status when publication.Report() is { } report => new Reply { Status = report },
        Request.Status => new Reply { Error = "it has just started and not looked yet: ask again" },
        _ => new Reply { Error = $"it does not know the question {request.Ask}" },
    };

    private static bool Listen(ControlServer server, IJournal journal)
    {
        try
        {
            server.Listen();
            return true;
        }
        catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
        {
            journal.Write(new JournalEntry(Priority.Error, $"The control socket cannot be made ({exception.Message}); mwan status will not work.", ("SUBJECT", "control")));
            return false;
        }
    }
}
