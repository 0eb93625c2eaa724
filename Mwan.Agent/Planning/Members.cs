using System.Net;
using System.Net.Sockets;
using Mwan.Agent.Health;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Config;

namespace Mwan.Agent.Planning;

/// <summary>Lays the site's members beside what is known of them.</summary>
internal static class Members
{
    private const string NoDefault = "no default route is known";

    /// <summary>All members, WANs before tunnels.</summary>
    public static IReadOnlyList<Member> Of(Site site, World world)
    {
        List<Member> members = [.. site.Wans.Select(wan => OfWan(site, wan, world))];
        members.AddRange([.. site.Tunnels.Select(tunnel => OfTunnel(tunnel, members.Find(member => string.Equals(member.Name, tunnel.Over, StringComparison.Ordinal)), world))]);
        return members;
    }

    private static Member OfWan(Site site, Wan wan, World world)
    {
        Upstream upstream = Known(world, wan.Name);
        Device? device = world.Links.FirstOrDefault(link => string.Equals(link.Interface, wan.DataInterface, StringComparison.Ordinal))?.Device;
        Member member = new()
        {
            Name = wan.Name,
            Interface = wan.DataInterface,
            LinkIndex = device is { Up: true } ? device.Index : 0,
            Tier = wan.Tier,
            Weight = wan.Weight,
            Mark = wan.Mark,
            Table = (uint)wan.Table,
            Mtu = wan.Mtu,
            Wan = wan,
            Upstream = upstream,
            Translation = site.Lan.Prefix is { } prefix ? Translation.Between(prefix, upstream.Delegations, world.At) : null,
            Ipv4Source = upstream.Lease?.Address.Address,
            Ipv6Source = upstream.Ipv6Addresses is [var first, ..] ? first : null,
            Ipv4 = new Fitness(Verdict.Unknown, null),
            Ipv6 = new Fitness(Verdict.Unknown, null),
        };
        string? common = Obstacle(device)
            ?? (wan.Authentication is not null && upstream.Authorization == PortAuthorization.Unauthorized ? "802.1X does not let traffic pass" : null);
        return member with
        {
            LinkObstacle = common,
            Ipv4 = Fitness.Of(
                upstream.Ipv4Health,
                wan.Ipv4.Mode == AddressingMode.Off ? "the site turns IPv4 off"
                    : common ?? (upstream.Lease is null ? "it has no address" : member.Default(Family.Ipv4) is null ? NoDefault : null),
                world.At),
            Ipv6 = Fitness.Of(
                upstream.Ipv6Health,
                site.Lan.Prefix is null ? "the LAN has no prefix"
                    : wan.Ipv6.Mode == AddressingMode.Off ? "the site turns IPv6 off"
                    : wan.Delegation is null ? "the site asks it for no prefix"
                    : common ?? (member.Translation is null ? "it has no delegated prefix" : member.Default(Family.Ipv6) is null ? NoDefault : null),
                world.At),
        };
    }

    private static Member OfTunnel(Tunnel tunnel, Member? underlay, World world)
    {
        Upstream upstream = Known(world, tunnel.Name);
        Device? device = world.Links.FirstOrDefault(link => string.Equals(link.Interface, tunnel.Interface, StringComparison.Ordinal))?.Device;
        IPAddress? ipv4 = Address(tunnel, AddressFamily.InterNetwork);
        IPAddress? ipv6 = Address(tunnel, AddressFamily.InterNetworkV6);

        // A tunnel has no carrier of its own: it is as good as what carries it, and its health says the rest.
        string? common = device is null ? "there is no such interface"
            : !device.Up ? "the interface is turned off"
            : underlay?.LinkObstacle is { } obstacle ? $"{tunnel.Over} carries it, and {obstacle}"
            : underlay is null || (underlay.Default(Family.Ipv4) is null && underlay.Default(Family.Ipv6) is null) ? $"{tunnel.Over}, which carries it, has no route"
            : null;
        return new Member
        {
            Name = tunnel.Name,
            Interface = tunnel.Interface,
            LinkIndex = device is { Up: true } ? device.Index : 0,
            Tier = tunnel.Tier,
            Weight = tunnel.Weight,
            Mark = tunnel.Mark,
            Table = (uint)tunnel.Table,
            Mtu = tunnel.Mtu,
            Tunnel = tunnel,
            Upstream = upstream,
            Ipv4Source = ipv4,
            Ipv6Source = ipv6,
            Ipv4 = Fitness.Of(upstream.Ipv4Health, ipv4 is null ? "it has no IPv4 address" : common, world.At),
            Ipv6 = Fitness.Of(upstream.Ipv6Health, ipv6 is null ? "it has no IPv6 address" : common, world.At),
        };
    }

    private static string? Obstacle(Device? device) => device switch
    {
        null => "there is no such interface",
        { Up: false } => "the interface is turned off",
        { Carrier: false } => "it has no carrier",
        _ => null,
    };

    private static Upstream Known(World world, string name) =>
        world.Upstreams.FirstOrDefault(upstream => string.Equals(upstream.Name, name, StringComparison.Ordinal)) ?? new Upstream { Name = name };

    private static IPAddress? Address(Tunnel tunnel, AddressFamily family) =>
        tunnel.Addresses.FirstOrDefault(address => address.Address.AddressFamily == family)?.Address;
}
