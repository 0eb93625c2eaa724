namespace Mwan.Agent.Planning;

/// <summary>What a member does in a plan.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ipv4">New IPv4 flows.</param>
/// <param name="Ipv6">New IPv6 flows.</param>
internal sealed record MemberPlan(string Name, Carriage Ipv4, Carriage Ipv6);
