using System.Net;

namespace Mwan.Agent.Explaining;

/// <summary>A flow that somebody asks about.</summary>
/// <param name="Address">Its destination.</param>
/// <param name="From">Its source; null: the downstream router.</param>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>; null: not said.</param>
/// <param name="Port">Its destination port, 1-65535; null: not said.</param>
internal sealed record Question(IPAddress Address, IPAddress? From = null, string? Protocol = null, int? Port = null)
{
    /// <summary>Whether it is about IPv4.</summary>
    public bool IsIpv4 => Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;
}
