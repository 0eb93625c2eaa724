using Mwan.Agent.Applying;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;

namespace Mwan.Agent.Tracing;

/// <summary>A turn of the control loop while it runs, and the trace id of what it started.</summary>
/// <param name="Causes">What called for it.</param>
/// <param name="At">When it began, UTC.</param>
/// <param name="Started">The same as a timestamp of the clock.</param>
internal sealed record Turn(IReadOnlyList<string> Causes, DateTimeOffset At, long Started)
{
    private string? _trace;

    /// <summary>Its trace id; null: nothing was said yet, and a turn that says nothing is none to trace.</summary>
    public string? Trace => Volatile.Read(ref _trace);

    /// <summary>Whether it is not over.</summary>
    public bool Open { get; set; } = true;

    /// <summary>What was said.</summary>
    public List<string> Said { get; } = [];

    /// <summary>What was seen; null: not looked yet, or it failed.</summary>
    public World? World { get; set; }

    /// <summary>What was planned; null: nothing.</summary>
    public Plan? Plan { get; set; }

    /// <summary>What was done; null: nothing.</summary>
    public Applied? Applied { get; set; }

    /// <summary>When looking ended, as a timestamp; 0: not yet.</summary>
    public long Observed { get; set; }

    /// <summary>When planning ended, as a timestamp; 0: not yet.</summary>
    public long Planned { get; set; }

    /// <summary>When applying ended, as a timestamp; 0: not yet.</summary>
    public long Done { get; set; }

    /// <summary>The trace id, made when it is first needed. 122 random bits, never all zero (W3C Trace Context, 3.2.2.3).</summary>
    public string Identify()
    {
        _ = Interlocked.CompareExchange(ref _trace, Guid.NewGuid().ToString("N"), comparand: null);
        return _trace;
    }
}
