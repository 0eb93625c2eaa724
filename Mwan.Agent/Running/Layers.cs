using System.Net.Sockets;
using Mwan.Agent.Health;
using Mwan.Agent.Observation;
using Mwan.Config;

namespace Mwan.Agent.Running;

/// <summary>Says of a world which layers of a member work. Pure.</summary>
internal static class Layers
{
    /// <summary>The layers below the Internet of one family.</summary>
    public static LayerFacts Of(Site site, World world, Upstream upstream, AddressFamily family)
    {
        Wan? wan = site.Wans.FirstOrDefault(candidate => string.Equals(candidate.Name, upstream.Name, StringComparison.Ordinal));
        string? name = wan?.DataInterface ?? site.Tunnels.FirstOrDefault(tunnel => string.Equals(tunnel.Name, upstream.Name, StringComparison.Ordinal))?.Interface;
        Device? device = world.Links.FirstOrDefault(link => string.Equals(link.Interface, name, StringComparison.Ordinal))?.Device;
        if (wan is null)
        {
            // A tunnel's interface has a carrier whenever it is up, and its addresses are configured.
            return new LayerFacts(Carrier: device is { Up: true }, Handshake: upstream.Tunnel?.IsFresh)
            {
                HandshakeAwaitedUntil = upstream.Tunnel?.AwaitedUntil,
                Resting = upstream.Tunnel is { IsResting: true },
                Idle = upstream.Tunnel is { IsIdle: true },
            };
        }

        bool ipv4 = family == AddressFamily.InterNetwork;
        bool? lease = ipv4 ? upstream.Lease is not null : wan.Delegation is null || !upstream.DelegationsKnown ? null : upstream.Delegations.Any(delegation => delegation.ValidUntil > world.At);
        return new LayerFacts(
            Carrier: device is { Up: true, Carrier: true },
            Authorization: wan.Authentication is null ? null : upstream.Authorization switch
            {
                PortAuthorization.Authorized => true,
                PortAuthorization.Unauthorized => false,
                _ => null,
            },
            Lease: lease,
            Gateway: ipv4 ? upstream.Ipv4GatewayAnswers : upstream.Ipv6GatewayAnswers)
        {
            NoGateway = lease is true && !upstream.Routes.Any(route => route.IsDefault && route.Destination.BaseAddress.AddressFamily == family),
        };
    }
}
