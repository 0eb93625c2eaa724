using System.Globalization;
using System.Net;
using Mwan.Agent.Health;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Agent.Status;
using Mwan.Config;

namespace Mwan.Agent.Explaining;

/// <summary>What one member does with a flow that leaves by it.</summary>
internal static class Outward
{
    /// <summary>The next hop by the longest prefix of the member's table; null: it has none.</summary>
    public static string? NextHop(Member member, IPAddress destination)
    {
        Family family = FamilyOf(destination);
        StagedRoute? route = member.LinkIndex == 0 ? null
            : member.Tunnel is not null ? member.Default(family)
            : member.Upstream.Routes.Where(candidate => candidate.Destination.Contains(destination)).MaxBy(candidate => candidate.Destination.PrefixLength);
        return route is null ? null : $"{(route.Gateway is null ? "" : $"via {route.Gateway} ")}dev {member.Interface}";
    }

    /// <summary>What becomes of a source from the LAN; null: the member has no address for it.</summary>
    public static string? Translation(Site site, Member member, IPAddress source)
    {
        if (FamilyOf(source) == Family.Ipv4)
        {
            return member.Wan?.Mappings.FirstOrDefault(mapping => mapping.Internal.Equals(source)) is { } mapping
                ? $"{source} becomes {mapping.External} (1:1 mapping)"
                : member.Ipv4Source is { } own ? $"{source} becomes {own} (masquerade)" : null;
        }

        if (member.Translation is { } translation)
        {
            return source.Equals(site.Lan.Router.Ipv6) ? $"{source} becomes {translation.Edge} (edge of the delegation)"
                : translation.Internal.Contains(source) ? $"{source} becomes {Prefixes.Swap(source, translation.External)} (prefix {translation.Internal} -> {translation.External})"
                : null;
        }

        return member is { Tunnel: not null, Ipv6Source: { } address } ? $"{source} becomes {address} (masquerade)" : null;
    }

    /// <summary>Tier and health, e.g. <c>tier 1, healthy for 3h 0min</c>.</summary>
    public static string Standing(Member member, World world, Family family)
    {
        FamilyHealth? health = family == Family.Ipv4 ? member.Upstream.Ipv4Health : member.Upstream.Ipv6Health;
        string word = health?.Verdict switch { Verdict.Healthy => "healthy", Verdict.Unhealthy => "unhealthy", _ => "health unknown" };
        string since = health is null ? "" : $" for {StatusText.Spell(world.At - health.Since)}";
        return string.Create(CultureInfo.InvariantCulture, $"tier {member.Tier}, {word}{since}");
    }

    /// <summary>The family of an address.</summary>
    public static Family FamilyOf(IPAddress address) => Prefix.Bits(address) == 32 ? Family.Ipv4 : Family.Ipv6;
}
