using Mwan.Agent.Observation;
using Mwan.Agent.Systemd;
using Mwan.Agent.Tracing;

namespace Mwan.Agent.Running;

/// <summary>When the loop looks again although nothing calls it.</summary>
/// <param name="watchdog">When the service manager wants to hear from the loop.</param>
/// <param name="time">The clock.</param>
internal sealed class NextLook(Watchdog watchdog, TimeProvider time)
{
    /// <summary>Time after which everything is looked at although nothing called.</summary>
    public static readonly TimeSpan SlowTimer = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ResendTimer = TimeSpan.FromMilliseconds(200);

    // Timers count whole milliseconds and may be early by one: a look a moment before an end would see nothing of it.
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(3);

    private TimeSpan _retry = FirstRetry;

    /// <summary>How long to wait, and what has come when that is over.</summary>
    /// <param name="seen">What was seen just now; null: looking failed.</param>
    /// <param name="unsettled">Whether something was refused that may be taken in a moment: a gateway that is not on the link yet, a full queue.</param>
    /// <param name="unsent">Whether the service manager has not taken a message yet.</param>
    public (TimeSpan Patience, string Cause) After(World? seen, bool unsettled, bool unsent)
    {
        TimeSpan patience = unsent || watchdog.IsDue ? ResendTimer : Timer(unsettled);
        TimeSpan expiry = seen is null ? TimeSpan.MaxValue : TimeToExpiry(seen);
        return expiry < patience ? (expiry, Cause.Expiry) : (patience, Cause.Timer);
    }

    private TimeSpan Timer(bool unsettled)
    {
        _retry = unsettled ? Shorter(_retry * 2, SlowTimer) : FirstRetry;
        return Shorter(unsettled ? _retry : SlowTimer, watchdog.Remaining ?? SlowTimer);
    }

    private TimeSpan TimeToExpiry(World seen)
    {
        if (Expiry.Next(seen) is not { } end)
        {
            return TimeSpan.MaxValue;
        }

        TimeSpan left = end - time.GetUtcNow();
        return (left > TimeSpan.Zero ? left : TimeSpan.Zero) + Grain;
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
