using System.Net;

namespace Mwan.Agent.Health.Names;

/// <summary>What is known of a name now.</summary>
/// <param name="Address">Its address; null: none was ever found.</param>
/// <param name="Problem">Why the last question brought none, without a full stop; null: it did.</param>
internal readonly record struct KnownName(IPAddress? Address, string? Problem);
