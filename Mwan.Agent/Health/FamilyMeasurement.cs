namespace Mwan.Agent.Health;

/// <summary>All that is known of one family of one member, for <c>mwan status --json</c>.</summary>
/// <param name="Member">Name of the WAN or tunnel.</param>
/// <param name="Family"><c>IPv4</c> or <c>IPv6</c>.</param>
/// <param name="Health">The verdict.</param>
/// <param name="LossPercent">Loss over the window, 0-100; null: nothing has been asked.</param>
/// <param name="RoundTripMilliseconds">Mean round-trip time over the window; null: nothing has answered.</param>
/// <param name="HoldSeconds">Success still owed before it is healthy again; null: none.</param>
/// <param name="Flaps">Recent flaps, which lengthen the hold.</param>
/// <param name="Quorum">Answers that make a round succeed.</param>
/// <param name="Targets">The targets, in the order of the configuration.</param>
internal sealed record FamilyMeasurement(
    string Member,
    string Family,
    FamilyHealth Health,
    double? LossPercent,
    double? RoundTripMilliseconds,
    double? HoldSeconds,
    int Flaps,
    int Quorum,
    IReadOnlyList<TargetMeasurement> Targets)
{
    /// <summary>Whether the last round of this run of the agent succeeded: a verdict may be what an earlier run left.</summary>
    public bool Succeeds { get; init; }

    /// <summary>Whether rounds have succeeded for as long as a first flap costs, however much longer its hold is.</summary>
    public bool IsSteady { get; init; }

    /// <summary>What a state says.</summary>
    public static FamilyMeasurement Of(ProbedFamily family, HealthState state)
    {
        Quality quality = Quality.Of(state.Windows, family.Settings.Quorum);
        return new FamilyMeasurement(
            family.Member,
            family.FamilyName,
            state.Health,
            quality.LossPercent,
            quality.RoundTrip?.TotalMilliseconds,
            state.OwesHold ? (Hold.After(state.Flaps, family.Settings) - state.Earned).TotalSeconds : null,
            state.Flaps,
            Math.Min(family.Settings.Quorum, family.Targets.Count),
            [.. family.Targets.Select((target, i) => TargetMeasurement.Of(target, i < state.Results.Count ? state.Results[i] : null))])
        {
            Succeeds = state is { Measured: true, LastSucceeded: true },
            IsSteady = state is { Measured: true, LastSucceeded: true } && state.Earned >= family.Settings.Hold,
        };
    }
}
