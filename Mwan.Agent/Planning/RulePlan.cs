using System.Net;
using System.Net.Sockets;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Config;

namespace Mwan.Agent.Planning;

/// <summary>Plans the policy rules of both families. Their order never depends on the state of any member.</summary>
internal static class RulePlan
{
    /// <summary>All rules but those of the kernel and networkd.</summary>
    public static IReadOnlyList<RuleMessage> Of(Site site, World world, IReadOnlyList<Member> members) =>
    [
        .. OfFamily(site, world, members, Family.Ipv4),
        .. OfFamily(site, world, members, Family.Ipv6),
    ];

    private static IEnumerable<RuleMessage> OfFamily(Site site, World world, IReadOnlyList<Member> members, Family family)
    {
        foreach (IPNetwork source in Management(world, family))
        {
            yield return new RuleMessage { Family = family, Priority = RulePriority.Management, Source = source, Table = (uint)site.Management.Table };
        }

        yield return new RuleMessage { Family = family, Priority = RulePriority.Near, Table = Rtm.RT_TABLE_MAIN, SuppressPrefixLength = 0 };
        foreach (Member member in members)
        {
            yield return ByMark(family, member.Mark, member.Table);
            if (member.Tunnel is { } tunnel && members.FirstOrDefault(other => string.Equals(other.Name, tunnel.Over, StringComparison.Ordinal)) is { } underlay)
            {
                // The tunnel's own packets: by the underlay or not at all.
                yield return ByMark(family, tunnel.OuterMark, underlay.Table);
            }

            foreach (IPAddress source in Sources(member, family))
            {
                yield return new RuleMessage { Family = family, Priority = RulePriority.Source + (uint)member.Mark, Source = Host(source), Table = member.Table };
            }
        }

        yield return new RuleMessage { Family = family, Priority = RulePriority.Unreachable, Mark = 0, Invert = true, Action = Rtm.FR_ACT_UNREACHABLE };

        // Whoever flushes nftables takes the marks, the translation and the firewall away in one go. Until they are back, main's default is
        // for the box alone. No answer: a client that tries again is better off than one that was told of an error.
        yield return new RuleMessage { Family = family, Priority = RulePriority.Forwarded, Incoming = "lo", Invert = true, Action = Rtm.FR_ACT_BLACKHOLE };
    }

    private static RuleMessage ByMark(Family family, int mark, uint table) =>
        new() { Family = family, Priority = RulePriority.Mark + (uint)mark, Mark = (uint)mark, Table = table };

    private static IEnumerable<IPAddress> Sources(Member member, Family family) => family == Family.Ipv4
        ? [.. member.Ipv4Source is { } own ? [own] : Array.Empty<IPAddress>(), .. member.Wan is { MappingsOnLink: true } wan ? wan.Mappings.Select(mapping => mapping.External) : []]
        : member.Upstream.Ipv6Addresses;

    private static IEnumerable<IPNetwork> Management(World world, Family family) =>
        (world.Links.FirstOrDefault(link => link.Role == LinkRole.Management)?.Device?.Addresses ?? [])
            .Select(text => InterfaceAddress.TryParse(text, out InterfaceAddress? address) ? address.Address : null)
            .OfType<IPAddress>()
            .Where(address => (address.AddressFamily == AddressFamily.InterNetworkV6) == (family == Family.Ipv6))
            .Select(Host);

    private static IPNetwork Host(IPAddress address) => new(address, Prefix.Bits(address));
}
