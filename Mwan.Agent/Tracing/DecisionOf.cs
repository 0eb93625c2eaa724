using Mwan.Agent.Differences;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;

namespace Mwan.Agent.Tracing;

/// <summary>Writes down what a turn saw and did.</summary>
internal static class DecisionOf
{
    // A decision is kept in memory: the journal and the kernel have the rest.
    private const int MaximumLines = 60;

    /// <summary>The decision.</summary>
    /// <param name="turn">A turn that has a trace id.</param>
    /// <param name="world">The world of the turn before; null: it is the first.</param>
    /// <param name="plan">The plan of the turn before; null: there was none.</param>
    /// <param name="time">The clock that the turn's timestamps are of.</param>
    public static Decision Turn(Turn turn, World? world, Plan? plan, TimeProvider time) => new()
    {
        Trace = turn.Identify(),
        At = turn.At,
        Causes = turn.Causes,
        Observed = turn.World is null ? [] : Bounded(Sightings.Between(world, turn.World)),
        PlanBefore = plan is null ? null : PlanText.Of(plan),
        PlanAfter = turn.Plan is null ? null : PlanText.Of(turn.Plan),
        Planned = turn.Plan is null || plan is null || turn.World is null ? [] : Bounded(PlanDifference.Between(plan, turn.Plan, LinkNames.Of(turn.World))),
        Changes = Bounded(turn.Applied?.Changes ?? []),
        Problems = Bounded(turn.Applied?.Problems ?? []),
        Said = Bounded([.. turn.Said]),
        ObserveMilliseconds = Passed(turn.Started, turn.Observed, time),
        PlanMilliseconds = Passed(turn.Observed, turn.Planned, time),
        ApplyMilliseconds = Passed(turn.Planned, turn.Done, time),
    };

    private static double Passed(long from, long to, TimeProvider time) => to == 0 ? 0 : Math.Round(time.GetElapsedTime(from, to).TotalMilliseconds, 3);

    private static IReadOnlyList<string> Bounded(IReadOnlyList<string> lines) => lines.Count <= MaximumLines
        ? lines
        : [.. lines.Take(MaximumLines), $"and {lines.Count - MaximumLines} more"];
}
