using Mwan.Agent.Health;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Agent.Status;

namespace Mwan.Agent.Running;

/// <summary>The last world that the loop saw, for those who ask; reading it never holds the loop up.</summary>
/// <param name="time">The clock.</param>
/// <param name="measurements">How health is measured now.</param>
internal sealed class Publication(TimeProvider time, Func<IReadOnlyList<FamilyMeasurement>> measurements)
{
    private readonly long _started = time.GetTimestamp();
    private Seen? _last;

    /// <summary>Replaces the world.</summary>
    /// <param name="world">The world.</param>
    /// <param name="plan">The plan for it; null: there is no site to plan for.</param>
    /// <param name="trouble">Why there is no plan for this very world; null: there is.</param>
    public void Publish(World world, Plan? plan, string? trouble = null) => Volatile.Write(ref _last, new Seen(world, plan, trouble, time.GetTimestamp()));

    /// <summary>The report on the last world; null: there is none yet.</summary>
    public StatusReport? Report()
    {
        if (Volatile.Read(ref _last) is not { } seen)
        {
            return null;
        }

        TimeSpan uptime = TimeSpan.FromMilliseconds(Environment.TickCount64);
        return new StatusReport
        {
            Findings = [.. seen.Trouble is { } trouble ? [new Finding(Gravity.Alarm, "agent", trouble)] : Array.Empty<Finding>(), .. Findings.Of(seen.World, time.GetUtcNow(), uptime)],
            Uptime = uptime,
            AgentUptime = time.GetElapsedTime(_started),
            Age = time.GetElapsedTime(seen.Timestamp),
            World = seen.World,
            Members = seen.Plan?.Members ?? [],
            Measurements = measurements(),
        };
    }

    private sealed record Seen(World World, Plan? Plan, string? Trouble, long Timestamp);
}
