namespace Mwan.Build.Benchmark;

/// <summary>One measured value next to its budget.</summary>
/// <param name="What">What was measured, for a person.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">Its unit: <c>MB</c> (10⁶ bytes), <c>MiB</c>, <c>s</c>, <c>ms</c>, <c>µs</c>, <c>%</c>.</param>
/// <param name="Budget">The most it may be; null: no budget, for comparison.</param>
public sealed record Measurement(string What, double Value, string Unit, double? Budget)
{
    /// <summary>Whether it is within its budget.</summary>
    public bool IsWithin => Budget is null || Value <= Budget;
}
