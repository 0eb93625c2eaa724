using Settings = Mwan.Config.Health;

namespace Mwan.Agent.Health;

/// <summary>
/// Loss and latency of a member over the windows of its targets: those of the target that is the quorum-th best in each. A quorum of
/// targets is at least as good, so a target that limits pings or is far away does not count against the member.
/// </summary>
/// <param name="LossPercent">Loss, 0-100; null: nothing has been asked.</param>
/// <param name="RoundTrip">Mean round-trip time; null: nothing has answered, or too few.</param>
internal sealed record Quality(double? LossPercent, TimeSpan? RoundTrip)
{
    /// <summary>What the windows hold so far.</summary>
    public static Quality Of(IReadOnlyList<TargetWindow> windows, int quorum)
    {
        TargetWindow[] asked = [.. windows.Where(window => window.Count > 0)];
        double[] losses = [.. asked.Select(window => 100.0 * window.LostCount / window.Count).Order()];
        TimeSpan[] times = [.. asked.Select(window => window.MeanRoundTrip).OfType<TimeSpan>().Order()];
        int last = Math.Min(quorum, asked.Length) - 1;
        return new Quality(losses.Length > 0 ? losses[last] : null, last >= 0 && last < times.Length ? times[last] : null);
    }

    /// <summary>
    /// Whether the member is worse than the configuration allows. Only full windows count, and only when at least as many replies are
    /// lost as rounds must fail in a row, so that no single lost reply decides anything, however low the limit.
    /// </summary>
    public static bool IsExceeded(IReadOnlyList<TargetWindow> windows, Settings settings)
    {
        TargetWindow[] full = [.. windows.Where(window => window.IsFull)];
        int needed = Math.Min(settings.Quorum, windows.Count(window => window.Count > 0));
        if (needed is 0 || full.Length < needed)
        {
            return false;
        }

        int lost = full.Select(window => window.LostCount).Order().ElementAt(needed - 1);
        return (lost >= settings.Failures && 100 * lost >= settings.MaximumLoss * TargetWindow.Length)
            || (settings.MaximumLatency > TimeSpan.Zero && Of(full, settings.Quorum).RoundTrip >= settings.MaximumLatency);
    }
}
