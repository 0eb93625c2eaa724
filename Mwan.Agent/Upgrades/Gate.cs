namespace Mwan.Agent.Upgrades;

/// <summary>What the gate asks of an image on trial. Pure.</summary>
/// <param name="Followed">Whether the kernel follows the agent's plan; null: the agent does not answer.</param>
/// <param name="Connectivity">By what the box reaches the Internet; null: the agent does not answer.</param>
internal sealed record Gate(bool? Followed, Connectivity? Connectivity)
{
    /// <summary>Nobody answers.</summary>
    public static Gate Silent { get; } = new(Followed: null, Connectivity: null);

    /// <summary>Why it does not pass yet, as a sentence without a full stop; null: it does.</summary>
    /// <param name="before">What was healthy before the upgrade; null: nobody knew, so that the plan alone counts.</param>
    public string? Refusal(IReadOnlyList<string>? before) => this switch
    {
        { Followed: null } or { Connectivity: null } => "the agent does not answer",
        { Followed: false } => "the kernel does not follow the agent's plan",
        { Connectivity: { } now } => now.WorseThan(before ?? []),
    };
}
