namespace Mwan.Agent.Observation;

/// <summary>Which members carry new flows of one family, in the order of the site.</summary>
/// <param name="Ipv4">Names of the members for IPv4; empty: none does.</param>
/// <param name="Ipv6">Names of the members for IPv6; empty: none does.</param>
internal sealed record Selection(IReadOnlyList<string> Ipv4, IReadOnlyList<string> Ipv6)
{
    /// <summary>Nothing has ever been selected.</summary>
    public static Selection None { get; } = new([], []);
}
