using System.Net;
using Mwan.Agent;
using Mwan.Agent.Observation;
using Mwan.Agent.Running;
using Mwan.Agent.Systemd;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>A lab without an agent, in which a test has a plan made for a world that it says, and applied.</summary>
public sealed class PlannedLab : IDisposable
{
    private readonly Dataplane _dataplane;
    private readonly Observer _observer;

    public PlannedLab()
    {
        (_dataplane, _observer) = Lab.Router.Run(() => (
            new Dataplane(new Layout(Lab.Root), Lab.Site, new StandardErrorJournal()),
            new Observer(new Layout(Lab.Root), LoadedSite.Read(new Layout(Lab.Root)), TimeProvider.System, () => { })));
        _ = Lab.Own(_dataplane);
        _ = Lab.Own(_observer);
    }

    internal Lab Lab { get; } = new();

    /// <inheritdoc/>
    public void Dispose() => Lab.Dispose();

    /// <summary>Applies the plan for what is, with these delegations.</summary>
    internal void Follow(params (string Wan, string Prefix)[] delegations) => _ = Lab.Router.Run(() =>
    {
        World world = _observer.Look() with { Previous = _dataplane.Selection };
        foreach ((string wan, string prefix) in delegations)
        {
            Delegation delegation = new(IPNetwork.Parse(prefix), DateTimeOffset.MaxValue, DateTimeOffset.MaxValue);
            world = world.With(wan, upstream => upstream with { Delegations = [delegation] });
        }

        return _dataplane.Follow(world, _observer.Network);
    });
}
