namespace Mwan.Agent.Health;

/// <summary>What came of asking one target once.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="RoundTrip">Time from the question to the answer; zero unless answered. For HTTP it includes the connect.</param>
/// <param name="Reason">Why there is no answer, without a full stop; null when answered.</param>
internal sealed record ProbeResult(ProbeOutcome Outcome, TimeSpan RoundTrip, string? Reason)
{
    /// <summary>It answered.</summary>
    public static ProbeResult Answered(TimeSpan roundTrip) => new(ProbeOutcome.Answered, roundTrip, Reason: null);

    /// <summary>It did not.</summary>
    public static ProbeResult NoAnswer(string reason) => new(ProbeOutcome.NoAnswer, TimeSpan.Zero, reason);

    /// <summary>It was not asked.</summary>
    public static ProbeResult CannotProbe(string reason) => new(ProbeOutcome.CannotProbe, TimeSpan.Zero, reason);
}
