using System.Globalization;
using Mwan.Agent.Health;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning.Ruleset;
using Mwan.Config;

namespace Mwan.Agent.Planning;

/// <summary>Decides what should be. Pure and total: no clock, no kernel, a plan for every world.</summary>
internal static class Planner
{
    /// <summary>The whole dataplane for a site in a world.</summary>
    public static Plan Plan(Site site, World world)
    {
        IReadOnlyList<Member> members = Members.Of(site, world);
        IReadOnlyList<Member> ipv4 = Carriers.Select(members, Family.Ipv4, world.Previous.Ipv4);
        IReadOnlyList<Member> ipv6 = Carriers.Select(members, Family.Ipv6, world.Previous.Ipv6, ipv4);
        return new Plan
        {
            Selection = new Selection([.. ipv4.Select(member => member.Name)], [.. ipv6.Select(member => member.Name)]),
            Members = [.. members.Select(member => new MemberPlan(member.Name, Carriage(member, Family.Ipv4, ipv4), Carriage(member, Family.Ipv6, ipv6)))],
            Tables = [.. members.Select(member => member.Table)],
            Routes = RoutePlan.Of(site, world, members, ipv4, ipv6),
            Rules = RulePlan.Of(site, world, members),
            Ruleset = RulesetPlan.Of(site, members, ipv4, ipv6),
        };
    }

    private static Carriage Carriage(Member member, Family family, IReadOnlyList<Member> carriers)
    {
        Fitness fitness = member.Fitness(family);
        if (carriers.Contains(member))
        {
            return new Carriage(100 * member.Weight / carriers.Sum(carrier => carrier.Weight), fitness switch
            {
                { Obstacle: { } obstacle } => $"{obstacle}; kept, for no other member can carry",
                { Verdict: Verdict.Unhealthy, Answers: true } => "it answers again; its hold is not waited for, for no member is healthy",
                { Verdict: Verdict.Unhealthy } => "unhealthy; kept, for no other member is better",
                _ => null,
            });
        }

        string reason = fitness switch
        {
            { Obstacle: { } obstacle } => obstacle,
            { Verdict: Verdict.Unhealthy } => "unhealthy",
            _ when carriers.Count > 0 && carriers[0].Tier < member.Tier => string.Create(CultureInfo.InvariantCulture, $"in reserve: tier {carriers[0].Tier} carries"),
            { Verdict: Verdict.Unknown } => "its health is unknown and others are healthy",
            _ => "kept for its tunnel",
        };
        return new Carriage(0, reason);
    }
}
