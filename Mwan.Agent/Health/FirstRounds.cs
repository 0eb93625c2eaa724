using Settings = Mwan.Config.Health;

namespace Mwan.Agent.Health;

/// <summary>
/// The first rounds of a member that nothing is known of: as many as it takes to find that a healthy one fails. After a first start one
/// member is healthy before the others by nothing but the order of the rounds; without this it would take all new flows until they are,
/// and keep those for as long as they last.
/// </summary>
internal static class FirstRounds
{
    /// <summary>
    /// The longest that they take, and one round more for a box that is busy with starting: a measurement that hangs may not keep a
    /// member in use for ever.
    /// </summary>
    public static TimeSpan LongestTime(Settings settings) => ((settings.Failures + 1) * settings.Interval) + settings.Timeout;

    /// <summary>The state with its verdict awaited, if it has first rounds left.</summary>
    public static HealthState Await(this HealthState state, Settings settings, Moment now) =>
        state is { FirstRoundsLeft: > 0, Health.Verdict: Verdict.Unknown }
            ? state with { Health = state.Health with { AwaitedUntil = now.Utc + LongestTime(settings) } }
            : state;

    /// <summary>The state after one more round. A verdict ends the wait, and so does the last of the rounds.</summary>
    public static HealthState Count(this HealthState state)
    {
        int left = state.Health.Verdict is Verdict.Unknown ? Math.Max(0, state.FirstRoundsLeft - 1) : 0;
        return state with { FirstRoundsLeft = left, Health = left > 0 ? state.Health : state.Health with { AwaitedUntil = null } };
    }
}
