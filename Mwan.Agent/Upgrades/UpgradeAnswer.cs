namespace Mwan.Agent.Upgrades;

/// <summary>What became of an order to upgrade.</summary>
internal sealed record UpgradeAnswer
{
    /// <summary>Why nothing was written, as sentences; empty: nothing speaks against it.</summary>
    public IReadOnlyList<string> Objections { get; init; } = [];

    /// <summary>Why there was nothing to write, a sentence; null: it was written.</summary>
    public string? Words { get; init; }

    /// <summary>Whether something newer is to be had.</summary>
    public bool IsNewer { get; init; }
}
