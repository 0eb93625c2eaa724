using System.Globalization;
using Mwan.Agent.Differences;

namespace Mwan.Agent.Upgrades;

/// <summary>What the gate asks of an image on trial. Pure.</summary>
/// <param name="Differences">In what the kernel does not follow the agent's plan; null: the agent does not answer.</param>
/// <param name="Connectivity">By what the box reaches the Internet; null: the agent does not answer.</param>
internal sealed record Gate(IReadOnlyList<Section>? Differences, Connectivity? Connectivity)
{
    /// <summary>Nobody answers.</summary>
    public static Gate Silent { get; } = new(Differences: null, Connectivity: null);

    /// <summary>Why it does not pass yet, as a sentence without a full stop; null: it does.</summary>
    /// <param name="before">What was healthy before the upgrade; null: nobody knew, so that the plan alone counts.</param>
    public string? Refusal(IReadOnlyList<string>? before) => this switch
    {
        { Differences: null } or { Connectivity: null } => "the agent does not answer",
        { Differences: [var first, ..] all } => $"the kernel does not follow the agent's plan: {first.Of}: {first.Lines[0]}{More(all.Sum(static section => section.Lines.Count) - 1)}",
        { Connectivity: { } now } => now.WorseThan(before ?? []),
    };

    private static string More(int lines) => lines == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" (and {lines} more)");
}
