using Mwan.Agent.Observation;

namespace Mwan.Agent.Status;

/// <summary>Tunnels as people speak of them.</summary>
internal static class TunnelWords
{
    /// <summary>Where the peer is and when it was last heard.</summary>
    public static string Peer(TunnelState tunnel, DateTimeOffset now) => (tunnel.EndpointProblem, tunnel.Endpoint) switch
    {
        ({ } problem, null) => problem,
        (_, null) => "nobody has said where its peer is yet",
        var (problem, endpoint) => $"peer {endpoint}, {Handshake(tunnel, now)}{(tunnel.IsResting ? ", kept cold" : "")}{(problem is null ? "" : $"; {problem}")}",
    };

    /// <summary>Why no keys are agreed on, for a finding, which is the same until something changes; empty: there is nothing to add.</summary>
    public static string Missing(TunnelState? tunnel, DateTimeOffset now) => tunnel switch
    {
        null => "",
        { EndpointProblem: { } problem } => $" ({problem})",
        { LastHandshake: { } last } when last > now => $" (the clock was ahead when {tunnel.Endpoint} last answered, and a peer takes no handshake that seems older: set the clock, or restart the peer's interface)",
        { Endpoint: { } endpoint } => $" ({endpoint} {(tunnel.LastHandshake is null ? "has never answered" : "answers no more")}: does the peer run, and does it have the box's key{(tunnel.PublicKey is { } key ? $" {key}" : "")}?)",
        _ => "",
    };

    private static string Handshake(TunnelState tunnel, DateTimeOffset now) => tunnel.LastHandshake switch
    {
        null => "no handshake yet",
        { } last when last > now => "a handshake in the future of this clock",
        { } last => $"handshake {StatusText.Spell(now - last)} ago",
    };
}
