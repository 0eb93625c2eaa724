using System.Net;

namespace Mwan.Agent.Status;

/// <summary>A 1:1 mapping and whether it works.</summary>
/// <param name="Wan">Its WAN.</param>
/// <param name="Internal">Address on the LAN side.</param>
/// <param name="External">Public address.</param>
/// <param name="Obstacle">Why it does not work; null: it does.</param>
internal sealed record MappingState(string Wan, IPAddress Internal, IPAddress External, string? Obstacle);
