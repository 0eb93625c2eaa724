using System.Net;

namespace Mwan.Agent.Health.Probes;

/// <summary>What a name server said.</summary>
/// <param name="Code">How it went.</param>
/// <param name="Addresses">The addresses of the asked type.</param>
/// <param name="TimeToLive">How long they hold; zero without addresses.</param>
internal sealed record DnsReply(DnsResponseCode Code, IReadOnlyList<IPAddress> Addresses, TimeSpan TimeToLive);
