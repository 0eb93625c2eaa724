using System.Net;

namespace Mwan.Agent.Explaining;

/// <summary>What becomes of a new flow. One that exists already keeps the way it has.</summary>
internal sealed record Explanation
{
    /// <summary>Its destination.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>Its source; null: any.</summary>
    public IPAddress? From { get; init; }

    /// <summary>The answer in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>Whether it gets anywhere.</summary>
    public bool Reachable { get; init; } = true;

    /// <summary>The ways it may go, in the order of the site.</summary>
    public IReadOnlyList<Way> Ways { get; init; } = [];

    /// <summary>Members that it does not use, in the order of the site.</summary>
    public IReadOnlyList<Excluded> Others { get; init; } = [];

    /// <summary>What else one should know, as sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
