using Mwan.Agent.Health;

namespace Mwan.Agent.Planning;

/// <summary>Whether a member can carry flows of one family.</summary>
/// <param name="Verdict">What is held of its health.</param>
/// <param name="Obstacle">Why it cannot carry anything at all; null: it can.</param>
internal sealed record Fitness(Verdict Verdict, string? Obstacle)
{
    /// <summary>Whether it can carry and is not known to fail.</summary>
    public bool IsUp => Obstacle is null && Verdict != Verdict.Unhealthy;
}
