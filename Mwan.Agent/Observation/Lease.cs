using System.Net;
using Mwan.Config;

namespace Mwan.Agent.Observation;

/// <summary>An IPv4 address that a WAN has: leased (RFC 2131), or from the configuration.</summary>
/// <param name="Address">The address and its on-link prefix.</param>
/// <param name="Gateway">The default gateway; null: the server names none.</param>
internal sealed record Lease(InterfaceAddress Address, IPAddress? Gateway);
