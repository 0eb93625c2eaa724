namespace Mwan.Agent.Upgrades;

/// <summary>What is known of a version that an upgrade wrote.</summary>
/// <param name="Version">The version.</param>
/// <param name="At">When it was written, UTC.</param>
/// <param name="Refusal">Why it was not taken when it was tried last, if it was not; null: nobody could say.</param>
internal sealed record WrittenVersion(string Version, DateTimeOffset At, string? Refusal);
