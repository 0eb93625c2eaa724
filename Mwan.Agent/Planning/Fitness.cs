using Mwan.Agent.Health;

namespace Mwan.Agent.Planning;

/// <summary>Whether a member can carry flows of one family.</summary>
/// <param name="Verdict">What is held of its health.</param>
/// <param name="Obstacle">Why it cannot carry anything at all; null: it can.</param>
/// <param name="Awaited">Whether its first verdict is still to come, see <see cref="FamilyHealth.AwaitedUntil"/>.</param>
/// <param name="Answers">Whether it answers although it is unhealthy, see <see cref="FamilyHealth.Answers"/>.</param>
internal sealed record Fitness(Verdict Verdict, string? Obstacle, bool Awaited = false, bool Answers = false)
{
    /// <summary>Whether it can carry and is not known to fail.</summary>
    public bool IsUp => Obstacle is null && Verdict != Verdict.Unhealthy;

    /// <summary>Whether something passes by it, as far as anybody knows: a hold that is owed does not keep from that.</summary>
    public bool Works => IsUp || (Obstacle is null && Answers);

    /// <summary>Whether it goes before all that are not so: it is healthy, or nobody has had the time to find out.</summary>
    public bool IsFirstChoice => Verdict == Verdict.Healthy || Awaited;

    /// <summary>The fitness of what is known of a member.</summary>
    /// <param name="health">Its health; null: nobody measures it.</param>
    /// <param name="obstacle">See the record.</param>
    /// <param name="now">The time of the world, UTC.</param>
    public static Fitness Of(FamilyHealth? health, string? obstacle, DateTimeOffset now) =>
        new(health?.Verdict ?? Verdict.Unknown, obstacle, health?.IsAwaited(now) == true, health?.Answers == true);
}
