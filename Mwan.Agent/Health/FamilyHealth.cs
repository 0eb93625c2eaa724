namespace Mwan.Agent.Health;

/// <summary>Health of one address family of one member at one moment.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Failing">The lowest layer that fails; null: none does, or none has been looked at.</param>
/// <param name="Since">When the verdict became what it is, UTC.</param>
internal sealed record FamilyHealth(Verdict Verdict, Layer? Failing, DateTimeOffset Since)
{
    /// <summary>
    /// The end, UTC, of the time in which the first rounds of all judge it; null: they have, or nothing is being measured. Until then
    /// <see cref="Verdict.Unknown"/> means that nobody has had the time to know, and counts like healthy.
    /// </summary>
    public DateTimeOffset? AwaitedUntil { get; init; }

    /// <summary>
    /// Whether it answers although it is unhealthy: a round succeeded, and not as many have failed since as make a member fall. Its hold is
    /// not over.
    /// </summary>
    public bool Answers { get; init; }

    /// <summary>Whether its first verdict is still to come.</summary>
    /// <param name="now">The time, UTC.</param>
    public bool IsAwaited(DateTimeOffset now) => Verdict == Verdict.Unknown && AwaitedUntil > now;
}
