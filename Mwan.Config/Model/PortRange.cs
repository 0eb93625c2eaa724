namespace Mwan.Config;

/// <summary>A range of TCP or UDP ports, both ends included.</summary>
/// <param name="First">Lowest port, 1-65535.</param>
/// <param name="Last">Highest port, at least <paramref name="First"/>.</param>
public readonly record struct PortRange(int First, int Last);
