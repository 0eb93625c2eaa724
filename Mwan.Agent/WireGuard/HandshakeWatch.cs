namespace Mwan.Agent.WireGuard;

/// <summary>
/// Tells how old a tunnel's last handshake is. The kernel writes its time down by a clock that may have jumped since (a box without a
/// battery, a host that slept), so what is seen to change is timed here, and only what was there at the first look is taken by the clock.
/// </summary>
/// <param name="age">Age at which a handshake counts as stale.</param>
/// <param name="time">The clock.</param>
internal sealed class HandshakeWatch(TimeSpan age, TimeProvider time)
{
    /// <summary>
    /// How long a first handshake is tried before silence counts. WireGuard repeats its question every five seconds (REKEY_TIMEOUT in
    /// section 6.1 of its paper), so three are lost by then.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private bool _looked;
    private DateTimeOffset? _last;
    private long _seen;
    private TimeSpan _ageWhenSeen;
    private long? _tried;
    private bool _addressed;

    /// <summary>Takes what the kernel has now.</summary>
    /// <param name="last">Time of the last handshake, UTC; null: there was none.</param>
    /// <param name="tried">Whether the tunnel has a way to its peer and is in use, so that handshakes come about.</param>
    /// <param name="addressed">Whether it is known where to send to. A peer's name that takes its time to resolve takes none of the peer's.</param>
    /// <returns>Whether keys are fresh; null: nobody tries. And until when a first handshake is being tried, UTC; null: none is.</returns>
    public (bool? IsFresh, DateTimeOffset? AwaitedUntil) Look(DateTimeOffset? last, bool tried, bool addressed = true)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (!_looked || last != _last)
        {
            _ageWhenSeen = !_looked && last < now ? now - last.Value : TimeSpan.Zero;
            _seen = time.GetTimestamp();
            _last = last;
            _looked = true;
        }

        bool fresh = last is not null && _ageWhenSeen + time.GetElapsedTime(_seen) < age;
        if (!tried || (addressed && !_addressed))
        {
            _tried = null;
        }

        _addressed = addressed;
        if (!tried)
        {
            return (fresh ? true : null, null);
        }

        _tried ??= time.GetTimestamp();
        TimeSpan left = Patience - time.GetElapsedTime(_tried.Value);
        return (fresh, !fresh && left > TimeSpan.Zero ? now + left : null);
    }
}
