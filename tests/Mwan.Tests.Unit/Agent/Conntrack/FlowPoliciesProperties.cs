using FsCheck;
using FsCheck.Fluent;
using Mwan.Agent.Conntrack;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Config;
using Mwan.Tests.Unit.Agent.Planning;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Conntrack;

/// <summary>In any row of worlds, with policies that delete at once wherever they may.</summary>
public sealed class FlowPoliciesProperties
{
    private static readonly FsCheck.Config Quick = Mwan.Tests.Unit.Runs.Of(300);

    private static readonly FlowPolicy Reset = new(FlowAction.Reset);

    private static readonly Site Site = PlanningWorld.Site with
    {
        Wans = [.. PlanningWorld.Site.Wans.Select(wan => wan with { OnFailure = Reset, OnRecovery = Reset })],
        Tunnels = [.. PlanningWorld.Site.Tunnels.Select(tunnel => tunnel with { OnFailure = Reset, OnRecovery = Reset })],
    };

    [Fact]
    public void Nothing_is_deleted_without_another_member_that_carries() => Check((deletion, selection) =>
        deletion.Cause == FlowCause.Renumbering || Carriers(deletion, selection).Any(name => name != deletion.Member));

    [Fact]
    public void A_member_that_carries_keeps_its_flows_unless_it_is_lost() => Check((deletion, selection) =>
        deletion.Cause is FlowCause.Renumbering or FlowCause.Loss || !Carriers(deletion, selection).Contains(deletion.Member, StringComparer.Ordinal));

    [Fact]
    public void The_same_world_again_deletes_nothing() => Prop.ForAll(Arb.From(AnyWorld.Generator), world =>
    {
        History history = new(Site);
        _ = history.See(world);
        return history.See(world).Length == 0;
    }).Check(Quick);

    private static IReadOnlyList<string> Carriers(FlowDeletion deletion, Selection selection) =>
        deletion.Filter.Family == Family.Ipv4 ? selection.Ipv4 : selection.Ipv6;

    private static void Check(Func<FlowDeletion, Selection, bool> holds) => Prop.ForAll(Arb.From(Gen.ArrayOf(AnyWorld.Generator, 4)), worlds =>
    {
        History history = new(Site);
        return worlds.All(world =>
        {
            _ = history.See(world, after: 2);
            return history.Deletions.All(deletion => holds(deletion, history.Selection));
        });
    }).Check(Quick);
}
