namespace Mwan.Agent.Health;

/// <summary>
/// How many targets make a round. Targets that cannot be asked do not count, neither for nor against: the quorum is what the
/// configuration asks for, but never more than were asked. So a name that does not resolve cannot make a dead member look
/// unmeasurable, nor a live one look dead.
/// </summary>
internal static class Quorum
{
    /// <summary>What the round says.</summary>
    /// <param name="results">One per target of the family.</param>
    /// <param name="configured">Answers that the configuration asks for, at least 1.</param>
    public static RoundOutcome Judge(IReadOnlyList<ProbeResult> results, int configured)
    {
        int asked = Asked(results);
        int answered = results.Count(result => result.Outcome is ProbeOutcome.Answered);
        return asked is 0 ? RoundOutcome.Unprobed
            : answered >= Math.Min(configured, asked) ? RoundOutcome.Succeeded
            : RoundOutcome.Failed;
    }

    /// <summary>Targets that were asked.</summary>
    public static int Asked(IReadOnlyList<ProbeResult> results) => results.Count(result => result.Outcome is not ProbeOutcome.CannotProbe);
}
