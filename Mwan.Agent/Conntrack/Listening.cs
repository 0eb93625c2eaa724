namespace Mwan.Agent.Conntrack;

/// <summary>Looks, again and again, for flows that nobody answers.</summary>
/// <param name="Since">When the member began to fail, on the agent's own clock.</param>
/// <param name="Due">When to look next.</param>
internal sealed record Listening(TimeSpan Since, TimeSpan Due)
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    // No new flows come to a member that fails: after this time there is little left to find.
    private static readonly TimeSpan Beginning = TimeSpan.FromMinutes(2);

    /// <summary>The same after a look.</summary>
    public Listening After(TimeSpan now) => this with { Due = now + (now - Since < Beginning ? Short : Long) };
}
