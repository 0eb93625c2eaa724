using System.Net.Sockets;
using Mwan.Agent.Control;
using Mwan.Agent.Networkd;
using Mwan.Agent.Observation;
using Mwan.Config;

namespace Mwan.Agent.Commands;

/// <summary>The world for a command that plans by itself: the agent's, or without an agent what the kernel and networkd tell now.</summary>
/// <param name="World">The world; null: there is none.</param>
/// <param name="Agent">Whether it is the agent's.</param>
/// <param name="Problem">Why there is none, or what is missing in it, as a sentence; null: nothing.</param>
internal sealed record SeenWorld(World? World, bool Agent, string? Problem)
{
    private static readonly TimeSpan NetworkdPatience = TimeSpan.FromSeconds(3);

    /// <summary>Asks the agent; only when that does not run, looks.</summary>
    /// <param name="layout">Where things lie.</param>
    /// <param name="loaded">The site.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<SeenWorld> ReadAsync(Layout layout, LoadedSite loaded, CancellationToken cancellation)
    {
        Reply reply = await ControlClient.AskAsync(layout.ControlSocket, new Request(Request.Status), cancellation);
        if (reply.Status is { } status)
        {
            return new SeenWorld(status.World, Agent: true, Problem: null);
        }

        try
        {
            using Observer observer = new(layout, loaded, TimeProvider.System, static () => { });
            World world = observer.Look();
            NetworkdSnapshot leases = loaded.Site is { } site ? await LeasesAsync(layout, site, cancellation) : NetworkdSnapshot.Nothing;
            foreach (Wan wan in loaded.Site?.Wans ?? [])
            {
                InterfaceLeases? leased = leases.Find(wan.DataInterface);
                world = world.With(wan.Name, upstream => upstream with { Delegations = leased?.Delegations ?? [], DelegationsKnown = leased is not null });
            }

            string networkd = leases.Problem is { } problem ? $" {problem.TrimEnd('.')}, so no delegation is known." : "";
            return new SeenWorld(world, Agent: false, $"The agent does not answer ({reply.Error}). Planned from the configuration and the kernel: no health is known, and nobody would apply it.{networkd}");
        }
        catch (SocketException exception)
        {
            return new SeenWorld(World: null, Agent: false, $"The agent does not answer ({reply.Error}), and the kernel does not tell its links ({exception.Message}).");
        }
    }

    private static async Task<NetworkdSnapshot> LeasesAsync(Layout layout, Site site, CancellationToken cancellation)
    {
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        enough.CancelAfter(NetworkdPatience);
        NetworkdSource source = new(layout.SystemBus, LeaseCheck.OwnPrefixes(site), TimeProvider.System, enough.Cancel);
        await source.RunAsync(enough.Token);
        return source.Latest;
    }
}
