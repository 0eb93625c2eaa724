using Mwan.Agent.Health;

namespace Mwan.Agent.Keeping;

/// <summary>A <see cref="LastVerdict"/> in the file.</summary>
/// <param name="Member">Name of the WAN or tunnel.</param>
/// <param name="Family"><see cref="Ipv4"/> or <see cref="Ipv6"/>; others are passed over.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Since">When the verdict became what it is.</param>
/// <param name="OwesHold">See <see cref="HealthState.OwesHold"/>.</param>
/// <param name="Flaps">See <see cref="HealthState.Flaps"/>.</param>
/// <param name="Failing">The layer that failed; null: none.</param>
internal sealed record VerdictEntry(string Member, string Family, Verdict Verdict, DateTimeOffset Since, bool OwesHold, int Flaps, Layer? Failing = null)
{
    /// <summary>IPv4.</summary>
    public const string Ipv4 = "ipv4";

    /// <summary>IPv6.</summary>
    public const string Ipv6 = "ipv6";
}
