namespace Mwan.Agent.Health;

/// <summary>The last answers of one target; immutable. Rounds in which it could not be asked are left out.</summary>
internal sealed class TargetWindow
{
    /// <summary>Answers that are remembered: with rounds of 1 s, 20 s, less than the default hold.</summary>
    public const int Length = 20;

    private const long Lost = -1;

    private readonly long[] _roundTrips;

    private TargetWindow(long[] roundTrips) => _roundTrips = roundTrips;

    /// <summary>A target that was never asked.</summary>
    public static TargetWindow Empty { get; } = new([]);

    /// <summary>Whether there are enough answers to judge by.</summary>
    public bool IsFull => _roundTrips.Length is Length;

    /// <summary>Answers remembered, lost ones included.</summary>
    public int Count => _roundTrips.Length;

    /// <summary>Questions without an answer.</summary>
    public int LostCount => _roundTrips.Count(ticks => ticks is Lost);

    /// <summary>Mean round-trip time; null: nothing answered.</summary>
    public TimeSpan? MeanRoundTrip => LostCount == Count ? null : TimeSpan.FromTicks(_roundTrips.Sum(ticks => Math.Max(0, ticks)) / (Count - LostCount));

    /// <summary>The window with one more result.</summary>
    public TargetWindow With(ProbeResult result)
    {
        if (result.Outcome is ProbeOutcome.CannotProbe)
        {
            return this;
        }

        long ticks = result.Outcome is ProbeOutcome.Answered ? result.RoundTrip.Ticks : Lost;
        return new TargetWindow([.. _roundTrips.AsSpan(IsFull ? 1 : 0), ticks]);
    }
}
