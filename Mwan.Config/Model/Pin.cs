using System.Net;

namespace Mwan.Config;

/// <summary>New flows that match every given condition use one member.</summary>
public sealed record Pin
{
    /// <summary>Destinations; empty: any.</summary>
    public required IReadOnlyList<IPNetwork> To { get; init; }

    /// <summary>Sources; empty: any.</summary>
    public required IReadOnlyList<IPNetwork> From { get; init; }

    /// <summary>DSCP value, 0-63; null: any.</summary>
    public int? Dscp { get; init; }

    /// <summary><c>tcp</c> or <c>udp</c>; null: any.</summary>
    public string? Protocol { get; init; }

    /// <summary>Destination ports, first to last; empty: any.</summary>
    public required IReadOnlyList<PortRange> Ports { get; init; }

    /// <summary>Name of the WAN or tunnel.</summary>
    public required string Via { get; init; }

    /// <summary>Whether such flows are refused, not balanced, while that member is down.</summary>
    public required bool Strict { get; init; }
}
