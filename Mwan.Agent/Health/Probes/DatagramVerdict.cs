namespace Mwan.Agent.Health.Probes;

/// <summary>What a datagram is that answers the question.</summary>
/// <param name="Problem">Why it is no good answer, without a full stop; null: it is one.</param>
internal readonly record struct DatagramVerdict(string? Problem);
