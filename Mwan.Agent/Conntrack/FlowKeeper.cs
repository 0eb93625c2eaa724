using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Agent.Systemd;
using Mwan.Config;

namespace Mwan.Agent.Conntrack;

/// <summary>Keeps existing flows to their members' policies. To be called when the plan is in the kernel, never before.</summary>
internal sealed class FlowKeeper : IDisposable
{
    private readonly Site _site;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ITimer _timer;
    private readonly FlowSweeper _sweeper;
    private FlowDecision _last;

    /// <summary>
    /// Knows of the past what is left to it, which is what flows were translated to; what a member without carrier still has is found
    /// all the same.
    /// </summary>
    /// <param name="site">The site.</param>
    /// <param name="left">What another agent left.</param>
    /// <param name="journal">Where deletions are said.</param>
    /// <param name="time">The clock.</param>
    /// <param name="wake">Called, on any thread, when something comes due.</param>
    public FlowKeeper(Site site, IReadOnlyList<KnownTranslation> left, IJournal journal, TimeProvider time, Action wake)
    {
        _site = site;
        _last = FlowDecision.Begin(left);
        _time = time;
        _started = time.GetTimestamp();
        _timer = time.CreateTimer(_ => wake(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _sweeper = new FlowSweeper(() => new FlowTable(), journal, time);
    }

    /// <summary>Whether flows are being deleted.</summary>
    public bool IsBusy => _sweeper.IsBusy;

    /// <summary>What the next agent has to know.</summary>
    public IReadOnlyList<KnownTranslation> Translations => _last.Translations;

    /// <summary>Decides and gives the orders; never waits for them.</summary>
    /// <param name="world">The world.</param>
    /// <param name="plan">The plan for it, which the kernel follows.</param>
    public void Follow(World world, Plan plan)
    {
        TimeSpan now = _time.GetElapsedTime(_started);
        _last = FlowPolicies.Decide(_site, world, plan, _last.Memory, now);
        _sweeper.Order(_last);

        // What is due already waits for a member that works, of which an event will tell.
        _ = _timer.Change(_last.Next(now) is { } next ? next - now : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _sweeper.Dispose();
    }
}
