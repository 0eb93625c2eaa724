using Mwan.Agent.Health;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Agent.Running;
using Mwan.Config;

namespace Mwan.Agent.Conntrack;

/// <summary>How one family of one member stands among the others. Pure.</summary>
/// <param name="Member">The member.</param>
/// <param name="Family">The family.</param>
/// <param name="Lost">Whether nothing passes by it: no carrier, no authorisation, no lease. What nobody has told yet is not held against it.</param>
/// <param name="Carries">Whether it carries new flows.</param>
/// <param name="Elsewhere">Whether a flow that begins anew finds a member that works.</param>
/// <param name="Better">Names of those of a better tier that work and carry; empty: none does.</param>
internal sealed record Situation(Member Member, Family Family, bool Lost, bool Carries, bool Elsewhere, IReadOnlyList<string> Better)
{
    /// <summary>Whether its health was measured and is bad.</summary>
    public bool IsUnhealthy => Member.Fitness(Family).Verdict == Verdict.Unhealthy;

    /// <summary>How it does not work; null: it does.</summary>
    public string? Trouble => Member.Fitness(Family) switch
    {
        { Obstacle: { } obstacle } => obstacle,
        { IsUp: false } => "it is unhealthy",
        _ => Lost ? "it can carry nothing" : null,
    };

    /// <summary>The situation of every member.</summary>
    public static IEnumerable<Situation> Of(Site site, World world, Plan plan, Family family)
    {
        IReadOnlyList<Member> members = Members.Of(site, world);
        IReadOnlyList<string> selected = family == Family.Ipv4 ? plan.Selection.Ipv4 : plan.Selection.Ipv6;
        HashSet<string> lost = new(members.Where(member => IsLost(site, world, members, member, family)).Select(member => member.Name), StringComparer.Ordinal);
        Member[] working = [.. members.Where(member => selected.Contains(member.Name, StringComparer.Ordinal) && !lost.Contains(member.Name) && member.Fitness(family).Works)];
        return members.Select(member => new Situation(
            member,
            family,
            lost.Contains(member.Name),
            selected.Contains(member.Name, StringComparer.Ordinal),
            Array.Exists(working, other => other.Name != member.Name),
            [.. working.Where(other => other.Tier < member.Tier && IsTrusted(other, family)).Select(other => other.Name)]));
    }

    // One whose health is yet to be measured, as after a start, may carry but has not recovered.
    private static bool IsTrusted(Member member, Family family) =>
        member.Fitness(family).Verdict == Verdict.Healthy || (family == Family.Ipv4 ? member.Upstream.Ipv4Health : member.Upstream.Ipv6Health) is null;

    private static bool IsLost(Site site, World world, IReadOnlyList<Member> members, Member member, Family family)
    {
        System.Net.Sockets.AddressFamily kind = family == Family.Ipv4 ? System.Net.Sockets.AddressFamily.InterNetwork : System.Net.Sockets.AddressFamily.InterNetworkV6;
        if (Layers.Of(site, world, member.Upstream, kind).Blocking is not null)
        {
            return true;
        }

        // A tunnel is lost with what carries it, whose family at that is not known here.
        return member.Tunnel is { } tunnel
            && members.FirstOrDefault(other => string.Equals(other.Name, tunnel.Over, StringComparison.Ordinal)) is { } underlay
            && IsLost(site, world, members, underlay, Family.Ipv4)
            && IsLost(site, world, members, underlay, Family.Ipv6);
    }
}
