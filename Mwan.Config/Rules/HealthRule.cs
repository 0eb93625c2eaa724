using Mwan.Config.Description;
using Mwan.Config.Kinds;
using Mwan.Config.Sections;

namespace Mwan.Config.Rules;

/// <summary>The times of health checks fit together, and say how long a dead member may stay unnoticed.</summary>
internal static class HealthRule
{
    private static readonly TimeSpan SlowDetection = TimeSpan.FromSeconds(30);

    public static void Check(Values site, Report report)
    {
        if (site.At(SiteSection.Health).Is(out Values? common))
        {
            CheckTimes(common, common, report);
        }

        foreach (Values wan in site.Each(SiteSection.Wans))
        {
            if (wan.At(WanSection.Health).Is(out Values? health))
            {
                CheckTimes(health, common, report);
            }
        }

        foreach (Values tunnel in site.Each(SiteSection.Tunnels))
        {
            if (tunnel.At(TunnelSection.Health).Is(out Values? health))
            {
                CheckTimes(health, common, report);
                Item<TimeSpan> idle = tunnel.At(TunnelSection.IdleInterval);
                if (idle.IsGiven && idle.Is(out TimeSpan rare) && health.At(HealthSection.Interval).Is(out TimeSpan often) && rare < often)
                {
                    report.Error(idle, $"{DurationKind.Write(rare)} is shorter than the interval {DurationKind.Write(often)} at which the tunnel is probed while it is needed; write {DurationKind.Write(often)} or more");
                }
            }
        }
    }

    // The place is the first of the values that was written in this section: the others are inherited or defaults.
    private static Item? Blamed(Values section, params IReadOnlyList<Item> items) =>
        items.FirstOrDefault(i => i.IsGiven && i.Path.StartsWith(section.Path, StringComparison.Ordinal));

    private static void CheckTimes(Values health, Values? common, Report report)
    {
        Item<TimeSpan> interval = health.At(HealthSection.Interval);
        Item<TimeSpan> timeout = health.At(HealthSection.Timeout);
        Item<long> failures = health.At(HealthSection.Failures);
        Item<TimeSpan> hold = health.At(HealthSection.Hold);
        Item<TimeSpan> maximum = health.At(HealthSection.MaximumHold);
        bool own = ReferenceEquals(health, common);
        if (timeout.Is(out TimeSpan wait) && interval.Is(out TimeSpan period))
        {
            if (wait >= period && Blamed(health, timeout, interval) is Item late)
            {
                report.Error(late, $"the timeout {DurationKind.Write(wait)} must be shorter than the interval {DurationKind.Write(period)}, or rounds overlap");
            }
            else if (failures.Is(out long count) && (count * period) + wait is TimeSpan bound && bound > SlowDetection
                && Blamed(health, failures, interval, timeout) is Item slow)
            {
                report.Warn(slow, $"a black hole is noticed only after up to {DurationKind.Seconds(bound)} ({count} × {DurationKind.Seconds(period)} + {DurationKind.Seconds(wait)})");
            }
        }

        if (hold.Is(out TimeSpan least) && maximum.Is(out TimeSpan most) && most < least && Blamed(health, maximum, hold) is Item held && (own || held.IsGiven))
        {
            report.Error(held, $"maximumHold {DurationKind.Write(most)} is shorter than hold {DurationKind.Write(least)}");
        }
    }
}
