using Mwan.Agent.Observation;

namespace Mwan.Agent.Supplicant;

/// <summary>
/// Decides when "authorised, but no lease" is acted upon: the session behind the port may be dead although neither side says so.
/// The lease is asked for first, for that disturbs nothing; then the port is authenticated anew; then both in turn, at delays that
/// double up to a bound, so that an outage of hours costs the ISP a few frames each quarter of an hour. When a closed port opens, DHCP
/// starts from the beginning: who has asked into a closed port for long waits for up to an hour before the next question (RFC 8415,
/// section 7.6, SOL_MAX_RT). Pure.
/// </summary>
internal static class RenewPolicy
{
    /// <summary>Time that DHCP itself is given: its first four questions (RFC 2131, section 4.1: 4, 8, 16 s) go out within it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Longest time between two remedies.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(15);

    /// <summary>What to do now, and the state after it has been done.</summary>
    /// <param name="state">How far the remedies have come.</param>
    /// <param name="port">State of the port; other than open: the supplicant itself tries, and nothing is done here.</param>
    /// <param name="leased">Whether the WAN has the IPv4 lease that it asks for.</param>
    /// <param name="complete">Whether it has all that it asks for, the delegation included.</param>
    /// <param name="now">The moment.</param>
    public static (RenewAction Action, RenewState State) Decide(RenewState state, PortAuthorization port, bool leased, bool complete, TimeSpan now)
    {
        if (port == PortAuthorization.Unauthorized)
        {
            // The tries are kept: a remedy closes the port for a moment, and the next shall not come sooner for it.
            return (RenewAction.None, (leased ? RenewState.Well : state) with { Since = null, Closed = true });
        }

        if (port == PortAuthorization.Authorized && state.Closed)
        {
            return (complete ? RenewAction.None : RenewAction.Begin, leased ? RenewState.Well : state with { Since = now, Closed = false });
        }

        if (leased)
        {
            return (RenewAction.None, RenewState.Well with { Closed = state.Closed });
        }

        if (port != PortAuthorization.Authorized)
        {
            return (RenewAction.None, state with { Since = null });
        }

        TimeSpan since = state.Since ?? now;
        TimeSpan due = (state.LastAttempt is { } last && last > since ? last : since) + Delay(state.Attempts);
        if (now < due)
        {
            return (RenewAction.None, state with { Since = since });
        }

        RenewAction action = state.Attempts % 2 == 0 ? RenewAction.RenewLease : RenewAction.Reauthenticate;
        return (action, new RenewState(since, state.Attempts + 1, now));
    }

    /// <summary>Time before the next remedy: 30 s, 30 s, 1 min, 2 min, 4 min, 8 min, and 15 min from then on.</summary>
    /// <param name="attempts">Remedies tried so far.</param>
    public static TimeSpan Delay(int attempts)
    {
        TimeSpan delay = Patience * (1L << Math.Clamp(attempts - 1, 0, 20));
        return delay < LongestDelay ? delay : LongestDelay;
    }
}
