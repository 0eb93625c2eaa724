using System.Globalization;
using System.Net;
using Mwan.Agent.Observation;
using Mwan.Config;

namespace Mwan.Agent.Networkd;

/// <summary>Makes leases of what networkd tells: nonsense is named and left out, the rest is used. Pure.</summary>
internal static class LeaseCheck
{
    private static readonly TimeSpan FarAway = TimeSpan.FromDays(365 * 100);

    /// <summary>The leases of one interface.</summary>
    /// <param name="link">What networkd tells.</param>
    /// <param name="boot">The time on CLOCK_BOOTTIME.</param>
    /// <param name="now">The same time, UTC.</param>
    /// <param name="own">The site's own prefixes.</param>
    public static InterfaceLeases Of(LinkDescription link, TimeSpan boot, DateTimeOffset now, IReadOnlyList<IPNetwork> own)
    {
        List<Delegation> delegations = [];
        List<string> refused = [];
        foreach (DescribedPrefix prefix in link.Prefixes)
        {
            if (Delegations.Objection(prefix, boot, own) is { } objection)
            {
                refused.Add(string.Create(CultureInfo.InvariantCulture, $"The delegation {prefix.Address}/{prefix.Length} on {link.Name} is not used: it {objection}."));
            }
            else
            {
                DateTimeOffset valid = Utc(prefix.ValidUntil, boot, now);
                DateTimeOffset preferred = Utc(prefix.PreferredUntil, boot, now);

                // A preferred lifetime beyond the valid one is a server's mistake (RFC 8415, section 21.22).
                delegations.Add(new Delegation(Prefix.Of(prefix.Address, prefix.Length), preferred < valid ? preferred : valid, valid));
            }
        }

        return new InterfaceLeases(link.Name, link.Lease, delegations, refused) { Answered = link.Leased || link.Prefixes.Count > 0 };
    }

    /// <summary>The site's own IPv6 prefixes, which no ISP can delegate.</summary>
    public static IReadOnlyList<IPNetwork> OwnPrefixes(Site site)
    {
        List<IPNetwork> own = [];
        if (site.Lan.Prefix is { } prefix)
        {
            own.Add(prefix);
        }

        if (site.Lan.Ipv6 is { } address)
        {
            own.Add(address.Network);
        }

        return own;
    }

    private static DateTimeOffset Utc(TimeSpan? moment, TimeSpan boot, DateTimeOffset now) =>
        moment is not { } end || end - boot > FarAway ? DateTimeOffset.MaxValue : now + (end - boot);
}
