namespace Mwan.Agent.Health;

/// <summary>Health of one address family of one member at one moment.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Failing">The lowest layer that fails; null: none does, or none has been looked at.</param>
/// <param name="Since">When the verdict became what it is, UTC.</param>
internal sealed record FamilyHealth(Verdict Verdict, Layer? Failing, DateTimeOffset Since);
