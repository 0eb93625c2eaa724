namespace Mwan.Agent.Health;

/// <summary>A moment on two clocks.</summary>
/// <param name="Elapsed">Monotonic, from any beginning: the only one that durations are taken from.</param>
/// <param name="Utc">What people read; may jump.</param>
internal readonly record struct Moment(TimeSpan Elapsed, DateTimeOffset Utc);
