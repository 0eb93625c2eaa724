using System.Net;

namespace Mwan.Agent.Networkd;

/// <summary>A delegated prefix as networkd tells it.</summary>
/// <param name="Address">First address; bits beyond the length may be set.</param>
/// <param name="Length">Length in bits; nonsense is possible.</param>
/// <param name="PreferredUntil">End of the preferred lifetime on the clock CLOCK_BOOTTIME; null: never.</param>
/// <param name="ValidUntil">End of the valid lifetime on the clock CLOCK_BOOTTIME; null: never.</param>
internal sealed record DescribedPrefix(IPAddress Address, int Length, TimeSpan? PreferredUntil, TimeSpan? ValidUntil);
