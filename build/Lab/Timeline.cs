namespace Mwan.Build.Lab;

/// <summary>What happened to new connections while a link failed and came back.</summary>
/// <param name="Title">What failed, in words.</param>
/// <param name="Traffic">The connections.</param>
/// <param name="Marks">Moments of the world's clock, in seconds, and their names.</param>
public sealed record Timeline(string Title, IReadOnlyList<TrafficEvent> Traffic, IReadOnlyList<(double Time, string Name)> Marks);
