using Mwan.Agent.Observation;

namespace Mwan.Agent.Networkd;

/// <summary>What an ISP has leased to one interface.</summary>
/// <param name="Interface">Name of the interface.</param>
/// <param name="Lease">The IPv4 lease; null: none.</param>
/// <param name="Delegations">The delegations that make sense, in the order of the server's reply.</param>
/// <param name="Refused">What makes none, as sentences.</param>
internal sealed record InterfaceLeases(string Interface, Lease? Lease, IReadOnlyList<Delegation> Delegations, IReadOnlyList<string> Refused)
{
    /// <summary>
    /// Whether a DHCPv6 server has answered networkd on this interface, be it with nothing or with a prefix that it takes away: then no
    /// delegation means none. Without an answer it means that networkd, which may have just started, does not know yet.
    /// </summary>
    public bool Answered { get; init; }

    // The clock that networkd uses and the one that people use run apart by less than this between two reads.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    /// <summary>Whether nothing but the rounding of times differs.</summary>
    public bool IsSameAs(InterfaceLeases other) =>
        string.Equals(Interface, other.Interface, StringComparison.Ordinal)
        && Lease == other.Lease
        && Refused.SequenceEqual(other.Refused, StringComparer.Ordinal)
        && Delegations.Count == other.Delegations.Count
        && Delegations.Zip(other.Delegations).All(pair => IsSame(pair.First, pair.Second));

    private static bool IsSame(Delegation left, Delegation right) =>
        left.Prefix.Equals(right.Prefix)
        && (left.PreferredUntil - right.PreferredUntil).Duration() < Tolerance
        && (left.ValidUntil - right.ValidUntil).Duration() < Tolerance;
}
