using System.Net;
using Mwan.Agent.Observation;
using Mwan.Config;

namespace Mwan.Agent.Planning;

/// <summary>Prefix translation of one WAN (RFC 6296): both sides have the same length.</summary>
/// <param name="Internal">The part of the internal prefix that the delegation covers.</param>
/// <param name="External">What it becomes.</param>
/// <param name="Edge">The delegation's <c>::1</c>, which stands for the downstream router's own address.</param>
internal sealed record Translation(IPNetwork Internal, IPNetwork External, IPAddress Edge)
{
    /// <summary>The translation between a site's prefix and the best of what was delegated; null: there is none to translate to.</summary>
    /// <param name="prefix">The internal prefix.</param>
    /// <param name="delegations">What a WAN has.</param>
    /// <param name="now">The time, UTC: a prefix past its valid lifetime is none.</param>
    public static Translation? Between(IPNetwork prefix, IReadOnlyList<Delegation> delegations, DateTimeOffset now)
    {
        // A prefix that is being withdrawn comes beside the new one, with its preferred lifetime at an end.
        Delegation? best = delegations
            .Where(delegation => delegation.ValidUntil > now)
            .OrderBy(delegation => delegation.PreferredUntil <= now)
            .ThenBy(delegation => Math.Max(delegation.Prefix.PrefixLength, prefix.PrefixLength))
            .ThenBy(delegation => delegation.Prefix.ToString(), StringComparer.Ordinal)
            .FirstOrDefault();
        return best is null ? null : Between(prefix, best.Prefix);
    }

    // Section 3.1: the shorter prefix is extended with zeroes to the length of the longer one.
    private static Translation Between(IPNetwork prefix, IPNetwork delegation)
    {
        int length = Math.Max(prefix.PrefixLength, delegation.PrefixLength);
        return new Translation(
            Prefix.Of(prefix.BaseAddress, length),
            Prefix.Of(delegation.BaseAddress, length),
            Host(delegation.BaseAddress));
    }

    private static IPAddress Host(IPAddress prefix)
    {
        byte[] bytes = prefix.GetAddressBytes();
        bytes[^1] |= 1;
        return new IPAddress(bytes);
    }
}
