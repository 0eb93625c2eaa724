using System.Net;

namespace Mwan.Agent.Gateways;

/// <summary>A next hop on a link where the kernel asks for MACs.</summary>
/// <param name="LinkIndex">Number of the interface.</param>
/// <param name="Address">Its IP address.</param>
internal sealed record Gateway(int LinkIndex, IPAddress Address);
