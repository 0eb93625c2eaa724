using Mwan.Agent.Health;
using Mwan.Agent.Netlink;

namespace Mwan.Agent.Planning;

/// <summary>Decides which members carry new flows of a family.</summary>
internal static class Carriers
{
    /// <summary>
    /// The healthy members of the lowest tier that has one; else those of unknown health likewise; else those that answer again, for a
    /// hold is there to keep from leaving what works, and nothing does; else what carried before, for a switch without a better target
    /// helps nobody; else whatever can carry at all. Among those that answer, too, what carried before goes first. While the first verdict
    /// of a member is awaited it counts like a healthy one: that another was asked a moment earlier is no reason to give that one everything.
    /// But what works and carries is not left for a better tier in which nobody has answered yet. None at all, so that IPv6 is refused, where
    /// only the bare underlay of a working tunnel could carry it, or where that tunnel carries IPv4 and nothing is left that may work.
    /// </summary>
    /// <param name="members">All members.</param>
    /// <param name="family">The family.</param>
    /// <param name="previous">Names of those that carried before.</param>
    /// <param name="ipv4">For IPv6: those that were selected for IPv4.</param>
    public static IReadOnlyList<Member> Select(IReadOnlyList<Member> members, Family family, IReadOnlyList<string> previous, IReadOnlyList<Member>? ipv4 = null)
    {
        Member[] able = [.. members.Where(member => member.Fitness(family).Obstacle is null && MayCarry(member, members, family, ipv4))];
        if ((LowestTier(able, member => member.IsFirstChoice(family) && MayTakeOver(member, able, family, previous))
            ?? LowestTier(able, member => member.Fitness(family).Verdict == Verdict.Unknown)) is { } meant)
        {
            return meant;
        }

        if (members.Any(member => member.IsFirstChoice(family) && IsWithheld(member, members, family, ipv4))
            || (family == Family.Ipv6 && ipv4 is not null && ipv4.Any(member => member is { Tunnel: not null, Ipv6Source: null } && Works4(member, ipv4))))
        {
            // A clear refusal, not a try by what is known to fail: clients turn to the other family at once.
            return [];
        }

        // A tunnel goes before what carries it, though that answers first.
        Member[] answering = [.. able.Where(member => member.Fitness(family).Answers
            && !able.Any(other => other.Fitness(family).Answers && string.Equals(other.Tunnel?.Over, member.Name, StringComparison.Ordinal)))];
        return Kept(answering, previous) ?? LowestTier(answering, static _ => true) ?? Kept(able, previous) ?? LowestTier(able, static _ => true) ?? Kept(members, previous) ?? [];
    }

    private static Member[]? Kept(IReadOnlyList<Member> members, IReadOnlyList<string> previous)
    {
        Member[] kept = [.. members.Where(member => previous.Contains(member.Name, StringComparer.Ordinal))];
        return kept.Length == 0 ? null : kept;
    }

    private static IReadOnlyList<Member>? LowestTier(Member[] able, Func<Member, bool> isMeant)
    {
        Member[] alike = [.. able.Where(isMeant)];
        return alike.Length == 0 ? null : [.. alike.Where(member => member.Tier == alike.Min(other => other.Tier))];
    }

    // Not measured is no reason to leave what works: a WAN whose lease comes late has a tunnel before it until its tier has answered once.
    private static bool MayTakeOver(Member member, Member[] able, Family family, IReadOnlyList<string> previous) =>
        able.Any(other => other.Tier == member.Tier && IsHealthy(other, family))
        || !able.Any(other => other.Tier > member.Tier && IsHealthy(other, family) && previous.Contains(other.Name, StringComparer.Ordinal));

    private static bool IsHealthy(Member member, Family family) => member.Fitness(family) is { Obstacle: null, Verdict: Verdict.Healthy };

    // An underlay may be kept for its tunnel alone.
    private static bool MayCarry(Member member, IReadOnlyList<Member> members, Family family, IReadOnlyList<Member>? ipv4) =>
        !IsWithheld(member, members, family, ipv4)
        && !members.Any(other => other.Tunnel is { BareUnderlay: false } tunnel
            && string.Equals(tunnel.Over, member.Name, StringComparison.Ordinal)
            && !IsHealthy(other, family));

    // While a tunnel works, IPv6 for which it has no address does not leave bare by what carries it: clients have IPv4 to turn to. Not the
    // other way round, for much of the Internet has IPv4 alone.
    private static bool IsWithheld(Member member, IReadOnlyList<Member> members, Family family, IReadOnlyList<Member>? ipv4) =>
        family == Family.Ipv6
        && members.Any(other => other.Tunnel is { } tunnel
            && string.Equals(tunnel.Over, member.Name, StringComparison.Ordinal)
            && other.Ipv6Source is null
            && Works4(other, ipv4));

    private static bool Works4(Member tunnel, IReadOnlyList<Member>? carriers) =>
        tunnel.IsFirstChoice(Family.Ipv4) || (carriers?.Contains(tunnel) == true && tunnel.Fitness(Family.Ipv4).Answers);
}
