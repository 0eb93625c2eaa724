using Settings = Mwan.Config.Health;

namespace Mwan.Agent.Health;

/// <summary>All that is remembered of one family of one member from round to round.</summary>
internal sealed record HealthState
{
    /// <summary>The verdict, what fails, and since when.</summary>
    public required FamilyHealth Health { get; init; }

    /// <summary>The layers below, as last told.</summary>
    public LayerFacts Facts { get; init; } = LayerFacts.None;

    /// <summary>Whether a round of this run has been judged; before that a verdict is the last run's or none.</summary>
    public bool Measured { get; init; }

    /// <summary>Whether the way back to healthy is by a hold.</summary>
    public bool OwesHold { get; init; }

    /// <summary>Times that it was healthy and no longer is, less those forgiven.</summary>
    public int Flaps { get; init; }

    /// <summary>Uninterrupted success while a hold is owed.</summary>
    public TimeSpan Earned { get; init; }

    /// <summary>Health since the last flap or the last one forgiven.</summary>
    public TimeSpan Stable { get; init; }

    /// <summary>Failed rounds without a successful one between them.</summary>
    public int FailedRounds { get; init; }

    /// <summary>Rounds in a row in which nothing could be asked.</summary>
    public int UnprobedRounds { get; init; }

    /// <summary>Monotonic time of the last round; null: none, or none that the next could continue.</summary>
    public TimeSpan? LastRound { get; init; }

    /// <summary>
    /// How many of <see cref="FailedRounds"/> failed by the gateway's silence alone, see <see cref="Health.Judgement"/>; its answer takes them back.
    /// </summary>
    public int SilentRounds { get; init; }

    /// <summary>First rounds that are still to end, see <see cref="FirstRounds"/>; 0: none, or this is no first start.</summary>
    public int FirstRoundsLeft { get; init; }

    /// <summary>Whether the last round succeeded.</summary>
    public bool LastSucceeded { get; init; }

    /// <summary>Answers of each target; empty: none yet.</summary>
    public IReadOnlyList<TargetWindow> Windows { get; init; } = [];

    /// <summary>Results of the last round; empty: none yet.</summary>
    public IReadOnlyList<ProbeResult> Results { get; init; } = [];

    /// <summary>A first start.</summary>
    public static HealthState First(Settings settings, Moment now) =>
        new HealthState { Health = new FamilyHealth(Verdict.Unknown, Failing: null, now.Utc), FirstRoundsLeft = settings.Failures }.Await(settings, now);

    /// <summary>
    /// What another run left. The verdict stands until it is measured anew: a healthy member needs as many failed rounds as ever to
    /// fall, an unhealthy one the whole hold to come back, and one of which nothing was known begins as at a first start. A time in the
    /// future is a clock that was wrong.
    /// </summary>
    public static HealthState Restored(LastVerdict last, Settings settings, Moment now)
    {
        bool owes = last.OwesHold || last.Health.Verdict is Verdict.Unhealthy;
        HealthState state = new()
        {
            Health = last.Health with { Since = last.Health.Since < now.Utc ? last.Health.Since : now.Utc },
            OwesHold = owes,
            Flaps = last.Flaps,
            FirstRoundsLeft = owes || last.Health.Verdict is not Verdict.Unknown ? 0 : settings.Failures,
        };
        return state.Await(settings, now);
    }

    /// <summary>
    /// The same with what another run left, where this one does not know better: a verdict of this run stands, and so does a layer that
    /// is down; the hold that was owed is owed still.
    /// </summary>
    public HealthState Recall(LastVerdict last, Settings settings, Moment now)
    {
        if (Measured)
        {
            return this;
        }

        HealthState restored = Restored(last, settings, now);
        return !Facts.IsSilent && last.Health.Verdict is not Verdict.Unknown ? restored with { Facts = Facts } : this with { OwesHold = OwesHold || restored.OwesHold, Flaps = Math.Max(Flaps, restored.Flaps) };
    }

    /// <summary>What another run should start from.</summary>
    public LastVerdict ToLast(ProbedFamily family) => new(family.Member, family.Family, Health with { AwaitedUntil = null, Answers = false }, OwesHold, Flaps);
}
