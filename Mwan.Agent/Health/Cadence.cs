namespace Mwan.Agent.Health;

/// <summary>When rounds are due: at even times from the first, whatever each takes. What was missed is left out, never made up for.</summary>
internal static class Cadence
{
    /// <summary>Timers may come early by their granularity; a round then is not put off.</summary>
    public static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(2);

    /// <summary>The time of the next round.</summary>
    /// <param name="due">When the last was due.</param>
    /// <param name="interval">Time between rounds.</param>
    /// <param name="now">When the last ended.</param>
    public static TimeSpan Next(TimeSpan due, TimeSpan interval, TimeSpan now)
    {
        TimeSpan next = due + interval;
        return next >= now ? next : due + (interval * (Math.Floor((now - due) / interval) + 1));
    }

    /// <summary>
    /// When a family's first round is due: soon, for a box that just started wants to know, but not all at once. That sets the
    /// members' rounds apart for good.
    /// </summary>
    /// <param name="index">Its place among the families.</param>
    /// <param name="count">The number of families.</param>
    /// <param name="interval">Time between rounds.</param>
    public static TimeSpan Phase(int index, int count, TimeSpan interval)
    {
        TimeSpan spread = interval / 4 < TimeSpan.FromMilliseconds(250) ? interval / 4 : TimeSpan.FromMilliseconds(250);
        return spread * index / count;
    }
}
