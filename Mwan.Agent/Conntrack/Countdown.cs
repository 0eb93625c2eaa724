namespace Mwan.Agent.Conntrack;

/// <summary>A deletion that comes due once, and once more for what raced in between the first and the last packet that the old rules saw.</summary>
/// <param name="Due">When the next is due, on the agent's own clock.</param>
/// <param name="Done">How many were done, 0-2.</param>
internal sealed record Countdown(TimeSpan Due, int Done = 0)
{
    /// <summary>Time between the deletion and the sweep after it.</summary>
    public static readonly TimeSpan Sweep = TimeSpan.FromSeconds(1);

    /// <summary>When the next is due; null: no more.</summary>
    public TimeSpan? Next => Done < 2 ? Due : null;

    /// <summary>Whether one is due now.</summary>
    public bool IsDue(TimeSpan now) => Next <= now;

    /// <summary>The same after one was done.</summary>
    public Countdown After(TimeSpan now) => new(now + Sweep, Done + 1);
}
