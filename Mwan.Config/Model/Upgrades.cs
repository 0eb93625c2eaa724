namespace Mwan.Config;

/// <summary>Where releases come from and when the box looks.</summary>
public sealed record Upgrades
{
    /// <summary>Base URL of the release directory; null: none.</summary>
    public Uri? Source { get; init; }

    /// <summary><c>stable</c> or <c>testing</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>Interval of the automatic check; null: off.</summary>
    public TimeSpan? CheckEvery { get; init; }

    /// <summary>Tries that a new image gets before the old slot comes back, 1-9.</summary>
    public required int Tries { get; init; }

    /// <summary>How long a new image may take to prove itself.</summary>
    public required TimeSpan GateDeadline { get; init; }
}
