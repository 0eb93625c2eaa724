using Mwan.Agent.Health;

namespace Mwan.Agent.Observation;

/// <summary>When a world stops being true by itself, with nobody to tell of it. Pure.</summary>
internal static class Expiry
{
    /// <summary>
    /// The next moment, UTC, at which something that a plan is made of ends: a lifetime of a delegation, or the time in which a first
    /// verdict is awaited. Null: nothing does.
    /// </summary>
    public static DateTimeOffset? Next(World world)
    {
        DateTimeOffset? next = null;
        foreach (Upstream upstream in world.Upstreams)
        {
            foreach (Delegation delegation in upstream.Delegations)
            {
                Consider(delegation.PreferredUntil);
                Consider(delegation.ValidUntil);
            }

            Consider(End(upstream.Ipv4Health));
            Consider(End(upstream.Ipv6Health));
        }

        return next;

        void Consider(DateTimeOffset? end)
        {
            if (end > world.At && end < DateTimeOffset.MaxValue && (next is null || end < next))
            {
                next = end;
            }
        }
    }

    private static DateTimeOffset? End(FamilyHealth? health) => health is { Verdict: Verdict.Unknown } ? health.AwaitedUntil : null;
}
