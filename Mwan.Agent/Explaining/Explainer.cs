using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Config;

namespace Mwan.Agent.Explaining;

/// <summary>
/// Tells what the plan does with a new flow, in the order in which the table <c>inet mwan</c> decides it: our own public addresses first,
/// then what is near, then the source, pins, and balance. Pure.
/// </summary>
internal static class Explainer
{
    /// <summary>The explanation; every question has one.</summary>
    /// <param name="site">The site.</param>
    /// <param name="world">The world that the plan is for.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="question">The flow.</param>
    public static Explanation Of(Site site, World world, Plan plan, Question question)
    {
        IReadOnlyList<Member> members = Members.Of(site, world);
        return PublicAddress.Explain(site, world, members, question)
            ?? NearAddress.Explain(site, world, question)
            ?? LocalFlow.Explain(world, plan, members, question)
            ?? NewFlow.Explain(site, world, plan, members, question);
    }
}
