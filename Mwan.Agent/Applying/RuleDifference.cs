using Mwan.Agent.Netlink;
using Mwan.Agent.Planning;

namespace Mwan.Agent.Applying;

/// <summary>What has to change for the kernel's rules to be those of a plan. Pure.</summary>
/// <param name="Add">Rules to add.</param>
/// <param name="Delete">The agent's own that are planned no more, and second copies.</param>
/// <param name="Foreign">Rules of others before ours, which would be asked first.</param>
internal sealed record RuleDifference(IReadOnlyList<RuleMessage> Add, IReadOnlyList<RuleMessage> Delete, IReadOnlyList<RuleMessage> Foreign)
{
    /// <summary>The difference.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="present">What the kernel has.</param>
    public static RuleDifference Between(Plan plan, IReadOnlyList<RuleMessage> present)
    {
        HashSet<RuleMessage> wanted = [.. plan.Rules];
        RuleMessage[] own = [.. present.Where(rule => rule.Protocol == Rtm.RTPROT_MWAN)];
        return new RuleDifference(
            [.. plan.Rules.Distinct().Where(rule => !own.Contains(rule)), .. MissingMain(present)],
            [.. own.Where(rule => !wanted.Contains(rule))],
            [.. present.Where(rule => rule.Protocol is not (Rtm.RTPROT_MWAN or Rtm.RTPROT_KERNEL) && rule.Priority <= RulePriority.Forwarded)]);
    }

    // "ip rule flush" takes the kernel's own rule for main away, and nobody else brings it back.
    private static IEnumerable<RuleMessage> MissingMain(IReadOnlyList<RuleMessage> present) =>
        from family in new[] { Family.Ipv4, Family.Ipv6 }
        where !present.Any(rule => rule.Family == family && rule is { Priority: RulePriority.Main, Table: Rtm.RT_TABLE_MAIN, Action: Rtm.FR_ACT_TO_TBL })
        select new RuleMessage { Family = family, Priority = RulePriority.Main, Table = Rtm.RT_TABLE_MAIN, Protocol = Rtm.RTPROT_KERNEL };
}
