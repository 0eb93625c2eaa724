namespace Mwan.Agent.Applying;

/// <summary>What an application changed.</summary>
/// <param name="Changes">What was done, one line each, for the journal; empty: everything was as planned.</param>
/// <param name="Problems">What could not be done, as sentences; the rest was.</param>
internal sealed record Applied(IReadOnlyList<string> Changes, IReadOnlyList<string> Problems)
{
    /// <summary>Whether the table that marks new flows is the planned one.</summary>
    public bool IsInForce { get; init; } = true;

    /// <summary>Everything was as planned.</summary>
    public static Applied Nothing { get; } = new([], []);
}
