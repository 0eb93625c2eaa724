using Mwan.Agent.Health;
using Mwan.Agent.Keeping;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Tests.Unit.Agent.Planning;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Keeping;

public sealed class KeptSelectionTests
{
    private static readonly Selection Backup = new(["monkeybrains"], []);
    private static readonly Selection First = new(["att", "webpass"], ["att"]);

    [Fact]
    public void What_the_last_run_left_stands_while_nothing_is_known() =>
        Assert.Equal(["monkeybrains"], new KeptSelection(Backup).After(First, World(Verdict.Unknown).Upstreams).Value.Ipv4);

    [Fact]
    public void What_carries_stands_once_one_of_it_was_healthy_whatever_comes_then()
    {
        KeptSelection kept = new KeptSelection(Backup).After(First, World(Verdict.Healthy).Upstreams);
        Assert.Equal(["att", "webpass"], kept.Value.Ipv4);
        Assert.Equal(["webpass"], kept.After(new Selection(["webpass"], []), World(Verdict.Unhealthy).Upstreams).Value.Ipv4);
    }

    [Fact]
    public void Where_the_last_run_left_nothing_what_carries_stands() =>
        Assert.Equal(["att"], new KeptSelection(Backup).After(First, World(Verdict.Unknown).Upstreams).Value.Ipv6);

    [Fact]
    public void A_moment_in_which_nothing_carries_takes_nothing_away()
    {
        KeptSelection kept = new KeptSelection(Selection.None).After(First, World(Verdict.Healthy).Upstreams);
        Assert.Equal(First.Ipv4, kept.After(Selection.None, World(Verdict.Healthy).Upstreams).Value.Ipv4);
    }

    [Fact]
    public void What_came_late_from_the_disk_counts_only_where_this_run_knows_nothing()
    {
        KeptSelection fresh = new KeptSelection(Selection.None).After(First, World(Verdict.Unknown).Upstreams);
        Assert.Equal(["monkeybrains"], fresh.Recall(Backup).Value.Ipv4);
        Assert.Equal(["att"], fresh.Recall(Backup).Value.Ipv6);
        KeptSelection earned = new KeptSelection(Selection.None).After(First, World(Verdict.Healthy).Upstreams);
        Assert.Equal(First.Ipv4, earned.Recall(Backup).Value.Ipv4);
    }

    [Fact]
    public void After_a_reboot_all_down_changes_nothing()
    {
        World down = World(Verdict.Unhealthy);
        KeptSelection kept = new KeptSelection(Selection.None).Recall(Backup);
        Plan plan = Planner.Plan(PlanningWorld.Site, down with { Previous = kept.After(Selection.None, down.Upstreams).Value });
        Assert.Equal(["monkeybrains"], plan.Selection.Ipv4);
        Assert.NotEqual(["monkeybrains"], Planner.Plan(PlanningWorld.Site, down).Selection.Ipv4);
    }

    private static World World(Verdict verdict) => PlanningWorld.Well.Upstreams.Aggregate(PlanningWorld.Well, (world, upstream) => world.WithVerdict(upstream.Name, verdict));
}
