namespace Mwan.Config;

/// <summary>How the health of a member is measured, per family.</summary>
public sealed record Health
{
    /// <summary>Time between rounds.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>How long a reply may take; shorter than <see cref="Interval"/>.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Failed rounds in a row that make a member unhealthy, 1-100.</summary>
    public required int Failures { get; init; }

    /// <summary>How long all rounds must succeed before an unhealthy member is healthy again.</summary>
    public required TimeSpan Hold { get; init; }

    /// <summary>Upper bound of the hold, which doubles with each flap.</summary>
    public required TimeSpan MaximumHold { get; init; }

    /// <summary>Targets that must answer for a round to succeed, at least 1.</summary>
    public required int Quorum { get; init; }

    /// <summary>Loss over the window at which a member is unhealthy, in percent, 1-100.</summary>
    public required int MaximumLoss { get; init; }

    /// <summary>Mean round-trip time over the window at which a member is unhealthy; zero: not looked at.</summary>
    public required TimeSpan MaximumLatency { get; init; }

    /// <summary>What is probed.</summary>
    public required IReadOnlyList<HealthTarget> Targets { get; init; }

    /// <summary>Bound on the time from a black hole to the switch, apply not included: the cut may fall just after a round.</summary>
    public TimeSpan DetectionBound => (Failures * Interval) + Timeout;
}
