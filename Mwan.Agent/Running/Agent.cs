using System.Net.Sockets;
using Mwan.Agent.Control;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Agent.Systemd;
using Mwan.Agent.Tracing;

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
        Decisions decisions = new();
        Tracer journal = new(Journal.Open(layout), time, Tracer.BootTrace(layout), decisions.Add);
        using Notifier notifier = new(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"));
        Watchdog watchdog = Watchdog.From(
            Environment.GetEnvironmentVariable("WATCHDOG_USEC"),
            Environment.GetEnvironmentVariable("WATCHDOG_PID"),
            Environment.ProcessId,
            time);
        Wake wake = new(time);
        LoadedSite loaded = LoadedSite.Read(layout);
        using Observer observer = new(layout, loaded, time, wake.For(Cause.State));
        using NetworkEvents events = new();
        using Dataplane dataplane = new(layout, loaded.Site, journal) { Tracer = journal };
        using Sources? sources = loaded.Site is null ? null : new Sources(loaded.Site, layout, journal, time, wake, cancellation);
        Publication publication = new(time, () => sources?.Measurements ?? []);
        using ControlServer server = new(layout.ControlSocket, new Answers(publication, decisions, loaded.Site).Of, decisions);
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

        Plan? Act(World world) => dataplane.Follow(world, observer.Network);
    }

    private static bool Listen(ControlServer server, Tracer journal)
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
