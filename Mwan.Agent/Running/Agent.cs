using System.Net.Sockets;
using Mwan.Agent.Conntrack;
using Mwan.Agent.Control;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Agent.Supervision;
using Mwan.Agent.Systemd;
using Mwan.Agent.Tracing;
using Mwan.Config;

namespace Mwan.Agent.Running;

/// <summary>The whole agent: what <c>mwan run</c> is.</summary>
internal static class Agent
{
    private static readonly TimeSpan PatienceWithDisk = TimeSpan.FromSeconds(1);

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
        using Sources? sources = Learn(loaded.Site, layout, journal, time, wake, cancellation);
        using FlowKeeper? flows = loaded.Site is null ? null : new FlowKeeper(loaded.Site, sources?.Left ?? [], journal, time, wake.For(Cause.Flows));
        Supervisor supervisor = new(journal, time);
        Publication publication = new(time, () => sources?.Measurements ?? []);
        using ControlServer server = new(layout.ControlSocket, new Answers(publication, decisions, loaded.Site).Of, decisions);
        Task serving = Listen(server, journal) ? supervisor.RunAsync("Answering mwan's commands", server.ServeAsync, cancellation) : Task.CompletedTask;
        Task listening = supervisor.RunAsync("Hearing the kernel's network events", token => events.ListenAsync(wake.Call, token), cancellation);
        Task watching = supervisor.RunAsync("Hearing the kernel's nftables events", token => dataplane.WatchAsync(wake.Call, token), cancellation);
        Task learning = sources?.RunAsync(supervisor, cancellation) ?? Task.CompletedTask;
        await (sources?.LearnAsync(time, cancellation) ?? Task.CompletedTask);
        await new ControlLoop(Look, Act, publication, notifier, watchdog, journal, wake, time) { IsUnsettled = () => dataplane.IsUnsettled }.RunAsync(cancellation);
        sources?.Finish(PatienceWithDisk);
        await Task.WhenAll(serving, listening, watching, learning);

        World Look()
        {
            World world = observer.Look() with { Previous = dataplane.Selection };
            return sources?.Complete(world, observer.Network) ?? world;
        }

        Plan? Act(World world)
        {
            Plan? plan = dataplane.Follow(world, observer.Network);
            if (plan is not null && dataplane.IsInForce && flows is not null)
            {
                flows.Follow(world, plan);
                sources?.Keep(flows.Translations);
            }

            return plan;
        }
    }

    // Without them the agent still plans: members are then of unknown health, which may carry.
    private static Sources? Learn(Site? site, Layout layout, Tracer journal, TimeProvider time, Wake wake, CancellationToken cancellation)
    {
        try
        {
            return site is null ? null : new Sources(site, layout, journal, time, wake, cancellation);
        }
        catch (Exception exception) when (Mishap.IsBearable(exception))
        {
            journal.Write(new JournalEntry(Priority.Critical, $"Leases, ports and health cannot be watched, so no outage will be seen. {Mishap.Of(exception)}", ("SUBJECT", "agent")));
            return null;
        }
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
