namespace Mwan.Config;

/// <summary>How new flows are spread.</summary>
public sealed record Balance
{
    /// <summary>Whether all new flows of one source keep to one member.</summary>
    public required bool StickyBySource { get; init; }

    /// <summary>Exceptions, the first match wins.</summary>
    public required IReadOnlyList<Pin> Pins { get; init; }
}
