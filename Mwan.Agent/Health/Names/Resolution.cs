using System.Net;

namespace Mwan.Agent.Health.Names;

/// <summary>What came of resolving a name.</summary>
/// <param name="Addresses">Its addresses; empty: none was found.</param>
/// <param name="TimeToLive">How long they hold.</param>
/// <param name="Problem">Why there are none, without a full stop; null: there are.</param>
internal sealed record Resolution(IReadOnlyList<IPAddress> Addresses, TimeSpan TimeToLive, string? Problem);
