using System.Globalization;

namespace Mwan.Config;

/// <summary>A range of TCP or UDP ports, both ends included.</summary>
/// <param name="First">Lowest port, 1-65535.</param>
/// <param name="Last">Highest port, at least <paramref name="First"/>.</param>
public readonly record struct PortRange(int First, int Last)
{
    /// <summary>As people and nft(8) write it: <c>443</c> or <c>8000-8010</c>.</summary>
    public override string ToString() =>
        First == Last ? First.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");

    /// <summary>Whether the port is in the range.</summary>
    public bool Contains(int port) => First <= port && port <= Last;

    /// <summary>Whether the two ranges share a port.</summary>
    public bool Overlaps(PortRange other) => First <= other.Last && other.First <= Last;
}
