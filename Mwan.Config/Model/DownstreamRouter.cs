using System.Net;

namespace Mwan.Config;

/// <summary>The router behind this box (OPNsense).</summary>
public sealed record DownstreamRouter
{
    /// <summary>Its IPv4 address, inside <see cref="Lan.Ipv4"/>.</summary>
    public required IPAddress Ipv4 { get; init; }

    /// <summary>Its global IPv6 address on the link, the target of each delegation's <c>::1</c> edge; null: none.</summary>
    public IPAddress? Ipv6 { get; init; }

    /// <summary>Its link-local address, next hop of the internal prefix; null: learned from neighbour discovery.</summary>
    public IPAddress? LinkLocal { get; init; }
}
