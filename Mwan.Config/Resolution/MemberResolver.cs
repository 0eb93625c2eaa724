using System.Globalization;
using System.Net;
using Mwan.Config.Description;
using Mwan.Config.Sections;

namespace Mwan.Config.Resolution;

/// <summary>Makes the model of WANs and tunnels.</summary>
internal static class MemberResolver
{
    public static Wan Wan(Values values) => new()
    {
        Name = values.Get(WanSection.Name),
        Port = values.Get(WanSection.Port),
        Interface = values.Get(WanSection.Interface),
        Mac = values.At(WanSection.Mac).Value,
        Vlan = values.At(WanSection.Vlan).Is(out long vlan) ? (int)vlan : null,
        Mtu = (int)values.Get(WanSection.Mtu),
        Authentication = values.At(WanSection.Authentication).Is(out Values? authentication)
            ? new Authentication(authentication.Get(AuthenticationSection.Identity), authentication.Get(AuthenticationSection.LegacyTls))
            : null,
        Ipv4 = values.Get(WanSection.Ipv4),
        Ipv6 = values.Get(WanSection.Ipv6),
        Delegation = (int?)values.Get(WanSection.Delegation),
        Dhcp = Dhcp(values.Get(WanSection.Dhcp)),
        Mappings = [.. values.Each(WanSection.Mappings).SelectMany(Pairs)],
        MappingsOnLink = values.Get(WanSection.MappingsOnLink),
        ForwardInterfaceAddresses = values.Get(WanSection.ForwardInterfaceAddresses),
        Tier = (int)values.Get(WanSection.Tier),
        Weight = (int)values.Get(WanSection.Weight),
        Metered = values.Get(WanSection.Metered),
        Mark = (int)values.Get(WanSection.Mark),
        Table = (int)values.Get(WanSection.Table),
        StagingTable = (int)values.Get(WanSection.StagingTable),
        OnFailure = values.Get(WanSection.OnFailure),
        OnRecovery = values.Get(WanSection.OnRecovery),
        Health = HealthResolver.Resolve(values.Get(WanSection.Health)),
    };

    public static Tunnel Tunnel(Values values) => new()
    {
        Name = values.Get(TunnelSection.Name),
        Interface = values.Get(TunnelSection.Interface),
        Over = values.Get(TunnelSection.Over),
        Protects = values.List(TunnelSection.Protects),
        Tier = (int)values.Get(TunnelSection.Tier),
        Weight = (int)values.Get(TunnelSection.Weight),
        Addresses = values.List(TunnelSection.Addresses),
        Mtu = (int)values.Get(TunnelSection.Mtu),
        Peer = Peer(values.Get(TunnelSection.Peer)),
        Warm = values.Get(TunnelSection.Warm),
        IdleInterval = values.Get(TunnelSection.IdleInterval),
        BareUnderlay = values.Get(TunnelSection.BareUnderlay),
        ForeignTables = values.Get(TunnelSection.ForeignTables),
        Mark = (int)values.Get(TunnelSection.Mark),
        Table = (int)values.Get(TunnelSection.Table),
        OuterMark = (int)values.Get(TunnelSection.OuterMark),
        OnFailure = values.Get(TunnelSection.OnFailure),
        OnRecovery = values.Get(TunnelSection.OnRecovery),
        Health = HealthResolver.Resolve(values.Get(TunnelSection.Health)),
    };

    private static TunnelPeer Peer(Values values) => new()
    {
        Host = values.Get(PeerSection.Endpoint).Host,
        Port = values.Get(PeerSection.Endpoint).Port!.Value,
        PublicKey = values.Get(PeerSection.PublicKey),
        Gateways = values.List(PeerSection.Gateways),
        Keepalive = values.Get(PeerSection.Keepalive),
        HandshakeAge = values.Get(PeerSection.HandshakeAge),
        Forwards = [.. values.Each(PeerSection.Forwards).Select(forward =>
            new Forward(forward.Get(ForwardSection.Protocol), forward.List(ForwardSection.Ports), forward.Get(ForwardSection.To)))],
    };

    private static DhcpIdentity Dhcp(Values values)
    {
        string duid = values.Get(DhcpSection.Duid);
        return new DhcpIdentity
        {
            Iaid = (uint)values.Get(DhcpSection.Iaid),
            DuidType = int.Parse(duid[..5].Replace(":", "", StringComparison.Ordinal), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            DuidData = duid[6..],
            ClientIdentifierIsMac = values.Get(DhcpSection.ClientIdentifierIsMac),
            VendorClass = values.At(DhcpSection.VendorClass).Value,
            HostName = values.At(DhcpSection.HostName).Value,
        };
    }

    private static IEnumerable<Mapping> Pairs(Values mapping)
    {
        IReadOnlyList<IPAddress> external = mapping.Get(MappingSection.External);
        return mapping.Get(MappingSection.Internal).Select((address, i) => new Mapping(address, external[i]));
    }
}
