using System.Diagnostics;
using System.Globalization;

namespace Mwan.Build.Narration;

/// <summary>A step that is running: since when, how long it took last time, and what it works on.</summary>
public sealed class StepReport(string step, double? lastSeconds)
{
    private readonly long start = Stopwatch.GetTimestamp();
    private volatile string detail = "";

    /// <summary>The step's name.</summary>
    public string Step => step;

    /// <summary>Time since its start.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(start);

    /// <summary>Says what the step works on now, e.g. a package.</summary>
    public void Now(string what) => detail = what;

    /// <inheritdoc/>
    public override string ToString()
    {
        string last = lastSeconds is double seconds ? string.Create(CultureInfo.InvariantCulture, $"/{seconds:0}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{step} {Elapsed.TotalSeconds:0}{last} s {detail}").TrimEnd();
    }
}
