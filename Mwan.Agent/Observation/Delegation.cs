using System.Net;

namespace Mwan.Agent.Observation;

/// <summary>A prefix that an ISP delegated with DHCPv6 (RFC 8415 section 21.22).</summary>
/// <param name="Prefix">The prefix.</param>
/// <param name="PreferredUntil">End of the preferred lifetime, UTC; <see cref="DateTimeOffset.MaxValue"/>: never.</param>
/// <param name="ValidUntil">End of the valid lifetime, UTC; <see cref="DateTimeOffset.MaxValue"/>: never.</param>
internal sealed record Delegation(IPNetwork Prefix, DateTimeOffset PreferredUntil, DateTimeOffset ValidUntil);
