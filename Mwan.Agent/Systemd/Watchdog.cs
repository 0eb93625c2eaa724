using System.Globalization;

namespace Mwan.Agent.Systemd;

/// <summary>
/// When the service manager is due to hear from the loop: at half the time after which it would kill it, see sd_watchdog_enabled(3).
/// The loop itself asks, so a loop that hangs is found.
/// </summary>
/// <param name="interval">Time between signs of life; null: no watchdog.</param>
/// <param name="time">The clock.</param>
internal sealed class Watchdog(TimeSpan? interval, TimeProvider time)
{
    private long _last = time.GetTimestamp();

    /// <summary>Time between signs of life; null: no watchdog.</summary>
    public TimeSpan? Interval => interval;

    /// <summary>Time until the next sign of life; zero: now; null: no watchdog.</summary>
    public TimeSpan? Remaining
    {
        get
        {
            TimeSpan? left = interval - time.GetElapsedTime(_last);
            return left < TimeSpan.Zero ? TimeSpan.Zero : left;
        }
    }

    /// <summary>Reads <c>WATCHDOG_USEC</c> and <c>WATCHDOG_PID</c>.</summary>
    /// <param name="microseconds">Value of <c>WATCHDOG_USEC</c>.</param>
    /// <param name="process">Value of <c>WATCHDOG_PID</c>; a watchdog of another process is none of ours.</param>
    /// <param name="own">Number of this process.</param>
    /// <param name="time">The clock.</param>
    public static Watchdog From(string? microseconds, string? process, int own, TimeProvider time)
    {
        bool ours = string.IsNullOrEmpty(process) || string.Equals(process, own.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return ours && long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value > 0
            ? new Watchdog(TimeSpan.FromMicroseconds(value / 2), time)
            : new Watchdog(interval: null, time);
    }

    /// <summary>Whether a sign of life is due; the caller confirms with <see cref="Sent"/>.</summary>
    public bool IsDue => Remaining == TimeSpan.Zero;

    /// <summary>The sign of life was given.</summary>
    public void Sent() => _last = time.GetTimestamp();
}
