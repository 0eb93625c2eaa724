using System.Net;

namespace Mwan.Config;

/// <summary>The other end of a tunnel.</summary>
public sealed record TunnelPeer
{
    /// <summary>Host name or address of the peer, resolved over the underlay.</summary>
    public required string Host { get; init; }

    /// <summary>UDP port, 1-65535.</summary>
    public required int Port { get; init; }

    /// <summary>Base64 of the peer's Curve25519 public key, 32 bytes.</summary>
    public required string PublicKey { get; init; }

    /// <summary>Gateways inside the tunnel, at most one per family.</summary>
    public required IReadOnlyList<IPAddress> Gateways { get; init; }

    /// <summary>Interval of keep-alives; zero: none.</summary>
    public required TimeSpan Keepalive { get; init; }

    /// <summary>Age at which a handshake counts as stale.</summary>
    public required TimeSpan HandshakeAge { get; init; }

    /// <summary>Ports at which the peer takes calls for what is behind the box.</summary>
    public required IReadOnlyList<Forward> Forwards { get; init; }
}
