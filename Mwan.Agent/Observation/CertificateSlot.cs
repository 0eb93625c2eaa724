namespace Mwan.Agent.Observation;

/// <summary>The certificate slot of 802.1X, whose files are <c>ca.pem</c>, <c>client.pem</c> and <c>key.pem</c>.</summary>
internal sealed record CertificateSlot
{
    /// <summary>Whether the slot was read; false: the disk does not answer and the rest says nothing.</summary>
    public required bool Read { get; init; }

    /// <summary>Files that are not there.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>What is wrong with those that are, as sentences with a remedy.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Subject of the client's certificate; null: it cannot be read.</summary>
    public string? Subject { get; init; }

    /// <summary>Start of the shortest validity in the slot, UTC; null: no certificate can be read.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>End of the shortest validity in the slot, UTC; null: no certificate can be read.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>Whether key and certificate belong together; null: one of them cannot be read.</summary>
    public bool? KeyMatches { get; init; }
}
