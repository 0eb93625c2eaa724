using System.Globalization;
using System.Net;
using Mwan.Agent.Observation;
using Mwan.Config;

namespace Mwan.Agent.Networkd;

/// <summary>Rules about delegated prefixes. Pure.</summary>
internal static class Delegations
{
    private const int LongestPrefix = 64;

    /// <summary>
    /// The one to translate to; null: none is valid. A server that renumbers sends the old prefix with lifetime 0 beside the new
    /// one (RFC 8415, section 18.3.4), so the order of a reply says nothing. Preferred ones come first (RFC 4862, section 5.5.4: a
    /// deprecated address starts no new flows), then the one in use, so that two equals do not take turns, then the one that lasts
    /// longest, then the shorter prefix, then the lower one.
    /// </summary>
    /// <param name="delegations">The delegations of one WAN.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="held">The prefix in use; null: none.</param>
    public static Delegation? Live(IEnumerable<Delegation> delegations, DateTimeOffset now, IPNetwork? held = null) => delegations
        .Where(delegation => delegation.ValidUntil > now)
        .OrderByDescending(delegation => delegation.PreferredUntil > now)
        .ThenByDescending(delegation => delegation.Prefix.Equals(held))
        .ThenByDescending(delegation => delegation.ValidUntil)
        .ThenBy(delegation => delegation.Prefix.PrefixLength)
        .ThenBy(delegation => Convert.ToHexString(delegation.Prefix.BaseAddress.GetAddressBytes()), StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>Why a prefix cannot be used, as the end of a sentence; null: it can.</summary>
    /// <param name="prefix">What networkd told.</param>
    /// <param name="boot">The time on CLOCK_BOOTTIME.</param>
    /// <param name="own">The site's own prefixes, which no ISP can delegate.</param>
    public static string? Objection(DescribedPrefix prefix, TimeSpan boot, IReadOnlyList<IPNetwork> own)
    {
        if (prefix.Length is <= 0 or > 128)
        {
            return "has no sensible length";
        }

        if (prefix.Length > LongestPrefix)
        {
            return string.Create(CultureInfo.InvariantCulture, $"is longer than /{LongestPrefix}");
        }

        if (Kind(prefix.Address) is { } kind)
        {
            return $"is {kind}, not an address of the Internet";
        }

        IPNetwork network = Prefix.Of(prefix.Address, prefix.Length);
        foreach (IPNetwork other in own)
        {
            if (Prefix.Overlap(network, other))
            {
                return $"overlaps {other}, which is the site's own";
            }
        }

        return prefix.ValidUntil <= boot ? "has been withdrawn or has expired" : null;
    }

    /// <summary>
    /// Delegations of before that stay although networkd does not tell them: it has just started again and asks the server anew, while
    /// the ISP still keeps its promise. They end with their lifetime, and at once with whatever the server answers: a prefix that it
    /// takes away, or a lease without any, is an answer.
    /// </summary>
    /// <param name="before">What was known.</param>
    /// <param name="after">What networkd tells now, which has not told anything of this interface since it started.</param>
    /// <param name="now">The time, UTC.</param>
    public static InterfaceLeases Carry(InterfaceLeases? before, InterfaceLeases after, DateTimeOffset now)
    {
        IReadOnlyList<Delegation> kept = [.. (before?.Delegations ?? []).Where(delegation => delegation.ValidUntil > now)];
        return !after.Answered && after.Delegations.Count == 0 && kept.Count > 0 ? after with { Delegations = kept } : after;
    }

    // IANA hands out 2000::/3 only; what lies outside it is named where a person would know the name.
    private static string? Kind(IPAddress address) => address.GetAddressBytes() switch
    {
        [0xff, ..] => "multicast",
        [0xfc or 0xfd, ..] => "unique local (RFC 4193)",
        [0xfe, >= 0x80 and <= 0xbf, ..] => "link-local",
        [>= 0x20 and <= 0x3f, ..] => null,
        var bytes when bytes[..15].All(part => part == 0) => bytes[15] == 1 ? "loopback" : "unspecified",
        _ => "not global unicast (2000::/3)",
    };
}
