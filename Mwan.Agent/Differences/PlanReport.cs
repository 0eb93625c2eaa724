namespace Mwan.Agent.Differences;

/// <summary>What <c>mwan plan</c> tells.</summary>
internal sealed record PlanReport
{
    /// <summary>Whether the agent was asked; false: planned from what the kernel and networkd tell now.</summary>
    public required bool Agent { get; init; }

    /// <summary>Whether there is nothing to do.</summary>
    public required bool Followed { get; init; }

    /// <summary>Who carries what, in one sentence.</summary>
    public required string Carries { get; init; }

    /// <summary>What would be changed: <c>-</c> what the kernel has, <c>+</c> what it should have.</summary>
    public required IReadOnlyList<Section> Differences { get; init; }

    /// <summary>What limits the answer, as sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The whole plan, if it was asked for.</summary>
    public IReadOnlyList<Section>? Plan { get; init; }
}
