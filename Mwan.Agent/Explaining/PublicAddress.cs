using System.Net;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Config;

namespace Mwan.Agent.Explaining;

/// <summary>Explains destinations that are our own at some member: mappings, delegations, interface addresses.</summary>
internal static class PublicAddress
{
    /// <summary>The explanation; null: it is no such address.</summary>
    public static Explanation? Explain(Site site, World world, IReadOnlyList<Member> members, Question question)
    {
        foreach (Member member in members)
        {
            Explanation? explanation = question.IsIpv4 ? Ipv4(site, member, question) : Ipv6(site, member, question);
            if (explanation is not null)
            {
                return explanation;
            }
        }

        return members.FirstOrDefault(member => Own(world, member).Contains(question.Address)) is { } owner
            ? HandedOn.Explain(site, owner, question) ?? Ours(owner, question)
            : null;
    }

    private static Explanation? Ipv4(Site site, Member member, Question question) =>
        member.Wan?.Mappings.FirstOrDefault(mapping => mapping.External.Equals(question.Address)) is { } mapping
            ? Inward(site, member, question, mapping.Internal, "its 1:1 mapping", member.Ipv4.Obstacle)
            : null;

    private static Explanation? Ipv6(Site site, Member member, Question question)
    {
        string? obstacle = member.Ipv6.Obstacle;
        if (site.Lan.Router.Ipv6 is { } router)
        {
            if (member.Translation?.Edge.Equals(question.Address) == true)
            {
                return Inward(site, member, question, router, $"the edge of {member.Name}'s delegation", obstacle);
            }

            if (member.Wan is { ForwardInterfaceAddresses: true } && member.Upstream.Ipv6Addresses.Contains(question.Address))
            {
                return Inward(site, member, question, router, $"an address of {member.Interface}, which is handed on", obstacle);
            }
        }

        if (member.Translation is { } translation && translation.External.Contains(question.Address))
        {
            return Inward(site, member, question, Prefixes.Swap(question.Address, translation.Internal), $"prefix translation {translation.External} -> {translation.Internal}", obstacle);
        }

        return member.Upstream.Delegations.FirstOrDefault(delegation => delegation.Prefix.Contains(question.Address)) is { } unused
            ? new Explanation
            {
                Address = question.Address,
                From = question.From,
                Reachable = false,
                Summary = $"Unreachable because {member.Name}'s delegation {unused.Prefix} is translated only as far as {member.Translation?.External.ToString() ?? "nothing"}: nothing inside has this address.",
            }
            : null;
    }

    private static Explanation Inward(Site site, Member member, Question question, IPAddress target, string how, string? obstacle)
    {
        string translation = $"{question.Address} becomes {target} ({how})";
        bool calling = question.From is { } from && LanSide.Has(site, from);
        string hairpin = $"From the LAN the same address works without leaving the box (hairpin): {target} sees {(question.IsIpv4 ? site.Lan.Ipv4.Address : site.Lan.Ipv6?.Address)} as the source.";
        string nextHop = $"dev {site.Lan.Interface}";
        if (calling)
        {
            return new Explanation
            {
                Address = question.Address,
                From = question.From,
                Summary = $"One of our own public addresses, called from the LAN: it is translated back to {target} (hairpin) and never leaves the box.",
                Ways = [new Way("lan", 100, $"an address of {member.Name}", translation, nextHop)],
                Notes = [$"The source becomes {(question.IsIpv4 ? site.Lan.Ipv4.Address : site.Lan.Ipv6?.Address)}, so that the answer passes here and is translated too."],
            };
        }

        return new Explanation
        {
            Address = question.Address,
            From = question.From,
            Reachable = obstacle is null,
            Summary = obstacle is null
                ? $"From the Internet it comes in by {member.Name} and reaches {target}; answers leave by {member.Name} too."
                : $"Unreachable from the Internet because of {member.Name}: {obstacle}.",
            Ways = obstacle is null ? [new Way(member.Name, 100, "inbound flows and their answers stay on the WAN that they come in by", translation, nextHop)] : [],
            Notes = [hairpin],
        };
    }

    private static Explanation Ours(Member owner, Question question) => new()
    {
        Address = question.Address,
        From = question.From,
        Summary = $"This box itself, at {owner.Name} ({owner.Interface}): nothing behind it is reached, and it answers pings only.",
    };

    private static IReadOnlyList<IPAddress> Own(World world, Member member) =>
    [
        .. world.Links.Where(link => link.Interface == member.Interface).SelectMany(LanSide.Addresses),
        .. new[] { member.Ipv4Source, member.Ipv6Source }.OfType<IPAddress>(),
        .. member.Upstream.Ipv6Addresses,
    ];
}
