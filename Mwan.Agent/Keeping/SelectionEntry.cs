namespace Mwan.Agent.Keeping;

/// <summary>A <see cref="Observation.Selection"/> in the file.</summary>
/// <param name="Ipv4">Names of the members for IPv4.</param>
/// <param name="Ipv6">Names of the members for IPv6.</param>
internal sealed record SelectionEntry(IReadOnlyList<string> Ipv4, IReadOnlyList<string> Ipv6);
