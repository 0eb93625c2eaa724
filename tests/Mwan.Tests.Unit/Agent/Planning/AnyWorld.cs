using FsCheck;
using FsCheck.Fluent;
using Mwan.Agent.Health;
using Mwan.Agent.Observation;

namespace Mwan.Tests.Unit.Agent.Planning;

/// <summary>Worlds in which each member of the shipped example is in any state.</summary>
internal static class AnyWorld
{
    private static readonly string[] Names = [.. PlanningWorld.Well.Upstreams.Select(upstream => upstream.Name)];

    private static readonly Gen<bool> Coin = Gen.Elements(true, false);

    public static Gen<World> Generator { get; } =
        from members in Gen.CollectToArray(Names, Member)
        from links in Gen.ArrayOf(Gen.Choose(0, 5), PlanningWorld.Well.Links.Count)
        from router in Coin
        from previous in Gen.SubListOf(Names)
        select members.Aggregate(PlanningWorld.Well, (world, change) => change(world)) with
        {
            Links = [.. PlanningWorld.Well.Links.Zip(links, Degrade)],
            RouterLinkLocal = router ? PlanningWorld.Well.RouterLinkLocal : null,
            Previous = new Selection([.. previous], [.. Enumerable.Reverse(previous)]),
        };

    private static Gen<Func<World, World>> Member(string name) =>
        from verdict4 in Gen.Elements(Enum.GetValues<Verdict>())
        from verdict6 in Gen.Elements(Enum.GetValues<Verdict>())
        from awaited in Gen.Choose(-1, 1)
        from port in Gen.Elements(Enum.GetValues<PortAuthorization>())
        from lease in Coin
        from routes in Coin
        from lengths in Gen.Choose(0, 2).SelectMany(count => Gen.ArrayOf(Gen.Choose(48, 64), count))
        select (Func<World, World>)(world => world.With(name, upstream => upstream with
        {
            Ipv4Health = new FamilyHealth(verdict4, Failing: null, world.At) { AwaitedUntil = world.At.AddSeconds(awaited) },
            Ipv6Health = new FamilyHealth(verdict6, Failing: null, world.At) { AwaitedUntil = world.At.AddSeconds(awaited) },
            Authorization = port,
            Lease = lease ? upstream.Lease : null,
            Routes = routes ? upstream.Routes : [],
            Delegations = [.. lengths.Select((length, index) => PlanningWorld.Delegation($"2001:db8:{index + 1}000::/{length}"))],
        }));

    private static Link Degrade(Link link, int state) => state switch
    {
        0 => link with { Device = null },
        1 => link with { Device = link.Device! with { Up = false } },
        2 => link with { Device = link.Device! with { Carrier = false } },
        _ => link,
    };
}
