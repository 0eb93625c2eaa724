using System.Net;

namespace Mwan.Agent.Observation;

/// <summary>What is known of a tunnel besides what all members have.</summary>
internal sealed record TunnelState
{
    /// <summary>Base64 of the box's public key, for the peer's configuration; null: it has none yet.</summary>
    public string? PublicKey { get; init; }

    /// <summary>Where its packets go; null: nowhere yet.</summary>
    public IPEndPoint? Endpoint { get; init; }

    /// <summary>Why packets cannot be sent to where the peer is, as far as the box itself knows, without a full stop; null: they can.</summary>
    public string? EndpointProblem { get; init; }

    /// <summary>When keys were last agreed on, UTC; null: not since the interface was made.</summary>
    public DateTimeOffset? LastHandshake { get; init; }

    /// <summary>Whether that is recent enough for packets to pass; null: not known.</summary>
    public bool? IsFresh { get; init; }

    /// <summary>Until when a first handshake is being tried, so that silence proves nothing yet, UTC; null: none is.</summary>
    public DateTimeOffset? AwaitedUntil { get; init; }

    /// <summary>Whether it is kept cold, for what it protects works: it is not asked then, and nothing is held against it.</summary>
    public bool IsResting { get; init; }

    /// <summary>
    /// Whether nothing goes through it: something that it protects works, and has for as long as flows may stay in the tunnel; no pin nor port
    /// of its peer leads through it; and keep-alives alone keep its keys fresh.
    /// </summary>
    public bool IsIdle { get; init; }
}
