using Settings = Mwan.Config.Health;

namespace Mwan.Agent.Health;

/// <summary>
/// How a verdict comes about: pure functions of a state, what was seen, and when. Going down is fast, coming back is earned,
/// and what was not measured decides nothing.
/// </summary>
internal static class Transitions
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The layers below changed. One without which nothing passes makes the member unhealthy at once. When it is back, a member that
    /// was healthy owes a hold; one that was not measured yet (a boot, on which links and leases come one by one) owes nothing.
    /// </summary>
    public static HealthState WithFacts(this HealthState state, LayerFacts facts, Settings settings, Moment now)
    {
        bool wasBlocked = state.Facts.Blocking is not null;
        HealthState next = (state with { Facts = facts }).Hear();
        if (facts is { Resting: true, Blocking: null })
        {
            // A cold tunnel starts from nothing each time: what it did an hour ago says nothing about now.
            return state.Facts is { Resting: true, Blocking: null } ? next : (HealthState.First(settings, now) with { Facts = facts }).Become(Verdict.Unknown, failing: null, now);
        }

        if (state.Facts.Resting)
        {
            next = HealthState.First(settings, now) with { Facts = facts };
            wasBlocked = facts.Blocking is not null;
        }

        if (facts.Blocking is { } layer)
        {
            return wasBlocked
                ? next.Become(Verdict.Unhealthy, layer, now)
                : next.Forget().Fall(layer, state is { Measured: true, Health.Verdict: Verdict.Healthy }, settings, now);
        }

        return wasBlocked ? next.Become(next.OwesHold ? Verdict.Unhealthy : Verdict.Unknown, failing: null, now).Await(settings, now) : next;
    }

    /// <summary>A round ended. One that ends while a layer below is down, or while the member rests, is too late to count.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="results">One result per target of the family, always in the same order.</param>
    /// <param name="settings">The member's configuration.</param>
    /// <param name="now">When it ended.</param>
    public static HealthState WithRound(this HealthState state, IReadOnlyList<ProbeResult> results, Settings settings, Moment now)
    {
        if (state.Facts.IsSilent)
        {
            return state;
        }

        TimeSpan? passed = now.Elapsed - state.LastRound;
        bool continues = passed >= TimeSpan.Zero && passed <= LongestGap(settings);
        HealthState next = (continues ? state : state.Forget()) with { LastRound = now.Elapsed, Results = results };

        // A start, on which the address may come before the route, is no farewell.
        LayerFacts facts = state.Health.Verdict is Verdict.Unknown ? state.Facts with { NoGateway = false } : state.Facts;
        Judgement judgement = Judgement.Of(Quorum.Judge(results, settings.Quorum), facts, now.Utc);
        HealthState judged = judgement switch
        {
            { Failing: { } layer } => next.Fail(layer, judgement.ByGatewayAlone, settings, now),
            { Outcome: RoundOutcome.Succeeded } => next.Succeed(continues && state.LastSucceeded ? passed.GetValueOrDefault() : TimeSpan.Zero, settings, now),
            _ => next.Wait(settings, now),
        };
        bool answers = judged.Health.Verdict is Verdict.Unhealthy && (judged.LastSucceeded || (state.Health.Answers && judged.FailedRounds < settings.Failures));
        return (judged with { Health = judged.Health with { Answers = answers } }).Count();
    }

    /// <summary>
    /// Time between two rounds after which the first says nothing about the second: the machine slept or stood still. Neither
    /// failures nor successes are counted across it.
    /// </summary>
    public static TimeSpan LongestGap(Settings settings) => (2 * settings.Interval) + settings.Timeout + Slack;

    private static HealthState Succeed(this HealthState state, TimeSpan passed, Settings settings, Moment now)
    {
        // A new try is measured by itself: answers lost in the outage would delay the way back.
        HealthState fresh = state.OwesHold && !state.LastSucceeded ? state with { Windows = [] } : state;
        HealthState next = fresh.Remember() with { Measured = true, FailedRounds = 0, SilentRounds = 0, UnprobedRounds = 0, LastSucceeded = true };
        if (Quality.IsExceeded(next.Windows, settings))
        {
            return next.Fall(Layer.Internet, next.Health.Verdict is Verdict.Healthy, settings, now) with { OwesHold = true, Earned = TimeSpan.Zero };
        }

        if (next.OwesHold)
        {
            TimeSpan earned = next.Earned + passed;
            return earned >= Hold.After(next.Flaps, settings)
                ? (next with { OwesHold = false, Earned = TimeSpan.Zero, Stable = TimeSpan.Zero }).Become(Verdict.Healthy, failing: null, now)
                : (next with { Earned = earned }).Become(next.Health.Verdict, failing: null, now);
        }

        (int flaps, TimeSpan stable) = Hold.Forgive(next.Flaps, next.Stable + passed, settings);
        return (next with { Flaps = flaps, Stable = stable }).Become(Verdict.Healthy, failing: null, now);
    }

    private static HealthState Fail(this HealthState state, Layer layer, bool byGatewayAlone, Settings settings, Moment now)
    {
        HealthState next = state.Remember() with
        {
            Measured = true,
            FailedRounds = Math.Min(state.FailedRounds + 1, settings.Failures),
            SilentRounds = Math.Min(state.SilentRounds + (byGatewayAlone ? 1 : 0), settings.Failures),
            UnprobedRounds = 0,
            Earned = TimeSpan.Zero,
            LastSucceeded = false,
        };
        bool falls = next.FailedRounds >= settings.Failures || Quality.IsExceeded(next.Windows, settings) || next.Health.Verdict is Verdict.Unhealthy;
        return falls
            ? next.Fall(layer, next.Health.Verdict is Verdict.Healthy, settings, now) with { OwesHold = true }
            : next;
    }

    // Not measurable is not down; but one such round is no news either.
    private static HealthState Wait(this HealthState state, Settings settings, Moment now)
    {
        HealthState next = state with
        {
            UnprobedRounds = Math.Min(state.UnprobedRounds + 1, settings.Failures),
            Earned = TimeSpan.Zero,
            LastSucceeded = false,
        };
        return next.UnprobedRounds >= settings.Failures ? next.Become(Verdict.Unknown, failing: null, now) : next;
    }

    // A gateway that answers after all has not failed; what else failed has.
    private static HealthState Hear(this HealthState state) => state.Facts.Gateway is true && state.SilentRounds > 0
        ? state with { FailedRounds = Math.Max(0, state.FailedRounds - state.SilentRounds), SilentRounds = 0 }
        : state;

    private static HealthState Fall(this HealthState state, Layer layer, bool flap, Settings settings, Moment now) =>
        (state with
        {
            OwesHold = state.OwesHold || flap,
            Flaps = flap ? Hold.Another(state.Flaps, settings) : state.Flaps,
            Stable = TimeSpan.Zero,
        }).Become(Verdict.Unhealthy, layer, now);

    private static HealthState Become(this HealthState state, Verdict verdict, Layer? failing, Moment now) => state with
    {
        Health = new FamilyHealth(verdict, failing, verdict == state.Health.Verdict ? state.Health.Since : now.Utc),
    };

    private static HealthState Forget(this HealthState state) => state with
    {
        FailedRounds = 0,
        SilentRounds = 0,
        UnprobedRounds = 0,
        Earned = TimeSpan.Zero,
        LastRound = null,
        LastSucceeded = false,
        Windows = [],
        Results = [],
    };

    private static HealthState Remember(this HealthState state) => state with
    {
        Windows = [.. state.Results.Select((result, i) => (i < state.Windows.Count ? state.Windows[i] : TargetWindow.Empty).With(result))],
    };
}
