using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Config;

namespace Mwan.Agent.Conntrack;

/// <summary>
/// Decides what becomes of existing flows, given the plan that new ones follow already. Pure. Nothing is deleted that had no better way:
/// when every member fails, flows stay where they are.
/// </summary>
internal static class FlowPolicies
{
    /// <summary>The decision for a world.</summary>
    /// <param name="site">The site.</param>
    /// <param name="world">The world.</param>
    /// <param name="plan">The plan for it, which is in the kernel.</param>
    /// <param name="before">What was remembered.</param>
    /// <param name="now">The time on the agent's own clock, which never jumps.</param>
    public static FlowDecision Decide(Site site, World world, Plan plan, IReadOnlyList<FlowMemory> before, TimeSpan now)
    {
        List<FlowMemory> memory = [];
        List<FlowDeletion> deletions = [];
        foreach (Situation situation in Situation.Of(site, world, plan, Family.Ipv4).Concat(Situation.Of(site, world, plan, Family.Ipv6)))
        {
            FlowMemory last = before.FirstOrDefault(known => known.Family == situation.Family && known.Member == situation.Member.Name)
                ?? new FlowMemory(situation.Member.Name, situation.Family);
            MemberFlows flows = new(site, situation, now);
            memory.Add(flows.Decide(last));
            deletions.AddRange(flows.Deletions);
        }

        return new FlowDecision(memory, deletions);
    }
}
