using Mwan.Agent.Health;
using Mwan.Agent.Netlink;

namespace Mwan.Agent.Planning;

/// <summary>Decides which members carry new flows of a family.</summary>
internal static class Carriers
{
    /// <summary>
    /// The healthy members of the lowest tier that has one; else those of unknown health likewise; else what carried before, for a
    /// switch without a better target helps nobody; else whatever can carry at all. While the first verdict of a member is awaited it
    /// counts like a healthy one: that another was asked a moment earlier is no reason to give that one everything.
    /// </summary>
    /// <param name="members">All members.</param>
    /// <param name="family">The family.</param>
    /// <param name="previous">Names of those that carried before.</param>
    public static IReadOnlyList<Member> Select(IReadOnlyList<Member> members, Family family, IReadOnlyList<string> previous)
    {
        Member[] able = [.. members.Where(member => member.Fitness(family).Obstacle is null && MayCarry(member, members, family))];
        Member[] kept = [.. members.Where(member => previous.Contains(member.Name, StringComparer.Ordinal))];
        return LowestTier(able, member => member.Fitness(family).IsFirstChoice)
            ?? LowestTier(able, member => member.Fitness(family).Verdict == Verdict.Unknown)
            ?? (kept.Length > 0 ? kept : LowestTier(able, _ => true) ?? []);
    }

    private static IReadOnlyList<Member>? LowestTier(Member[] able, Func<Member, bool> isMeant)
    {
        Member[] alike = [.. able.Where(isMeant)];
        return alike.Length == 0 ? null : [.. alike.Where(member => member.Tier == alike.Min(other => other.Tier))];
    }

    // An underlay may be kept for its tunnel alone.
    private static bool MayCarry(Member member, IReadOnlyList<Member> members, Family family) =>
        !members.Any(other => other.Tunnel is { BareUnderlay: false } tunnel
            && string.Equals(tunnel.Over, member.Name, StringComparison.Ordinal)
            && !(other.Fitness(family).Obstacle is null && other.Fitness(family).Verdict == Verdict.Healthy));
}
