using System.Net;

namespace Mwan.Config;

/// <summary>Ports of a tunnel's peer that lead through the tunnel to something behind the box. The port stays what it is.</summary>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
/// <param name="Ports">The peer's ports, first to last.</param>
/// <param name="To">Address behind the box; callers keep theirs.</param>
public sealed record Forward(string Protocol, IReadOnlyList<PortRange> Ports, IPAddress To);
