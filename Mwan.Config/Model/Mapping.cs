using System.Net;

namespace Mwan.Config;

/// <summary>One 1:1 IPv4 pair.</summary>
/// <param name="Internal">Address on the LAN side.</param>
/// <param name="External">Public address on the WAN.</param>
public sealed record Mapping(IPAddress Internal, IPAddress External);
