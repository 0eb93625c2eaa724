using System.Net;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;

namespace Mwan.Agent.Explaining;

/// <summary>Explains flows of the box itself: by their source address, else by main's default.</summary>
internal static class LocalFlow
{
    /// <summary>The explanation; null: the source is no address of the box.</summary>
    public static Explanation? Explain(World world, Plan plan, IReadOnlyList<Member> members, Question question)
    {
        if (question.From is not { } source || world.Links.FirstOrDefault(candidate => LanSide.Addresses(candidate).Contains(source)) is not { } link)
        {
            return null;
        }

        Explanation empty = new() { Address = question.Address, From = source, Summary = "" };
        if (link.Role == LinkRole.Management)
        {
            return empty with { Summary = "From this box's management address: by the management link's own table, never by a WAN." };
        }

        Family family = Outward.FamilyOf(question.Address);
        IReadOnlyList<string> carriers = family == Family.Ipv4 ? plan.Selection.Ipv4 : plan.Selection.Ipv6;
        Member? member = members.FirstOrDefault(candidate => candidate.Interface == link.Interface)
            ?? members.Where(candidate => carriers.Contains(candidate.Name, StringComparer.Ordinal) && candidate.Default(family) is not null).MaxBy(candidate => candidate.Weight);
        bool bound = member?.Interface == link.Interface;
        return member is null || Outward.NextHop(member, question.Address) is not { } nextHop
            ? empty with { Reachable = false, Summary = $"Unreachable because {(member is null ? "no member carries this family" : $"{member.Name} has no route there")}." }
            : empty with
            {
                Summary = $"A flow of this box itself: by {member.Name}.",
                Ways = [new Way(member.Name, 100, bound ? "its source is an address of this member" : "main's default leads there", Own(member, source, family, bound), nextHop)],
            };
    }

    private static string? Own(Member member, IPAddress source, Family family, bool bound) =>
        bound || member.Source(family) is not { } own ? null : $"{source} becomes {own}";
}
