namespace Mwan.Agent.Health;

/// <summary>Moments of a run.</summary>
/// <param name="time">The clocks.</param>
internal sealed class Clock(TimeProvider time)
{
    private readonly long _beginning = time.GetTimestamp();

    /// <summary>Now, from the beginning of the run.</summary>
    public Moment Now => new(time.GetElapsedTime(_beginning), time.GetUtcNow());
}
