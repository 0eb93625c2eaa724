using System.Globalization;
using System.Net;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;
using Mwan.Config;

namespace Mwan.Agent.Explaining;

/// <summary>Explains a new flow from the LAN to the Internet: its source, pins, then balance.</summary>
internal static class NewFlow
{
    /// <summary>The explanation.</summary>
    public static Explanation Explain(Site site, World world, Plan plan, IReadOnlyList<Member> members, Question question)
    {
        Family family = Outward.FamilyOf(question.Address);
        Explanation empty = new() { Address = question.Address, From = question.From, Summary = "" };
        if ((question.From ?? (question.IsIpv4 ? site.Lan.Router.Ipv4 : site.Lan.Router.Ipv6)) is not { } source)
        {
            return Refused(empty, "the site gives the router no IPv6 address; name a source with --from");
        }

        empty = empty with { From = source };
        if (!LanSide.Has(site, source))
        {
            return Refused(empty, $"{source} is no address of the LAN: the baseline drops it (counter lan_source_unknown)");
        }

        if (!question.IsIpv4 && !LanSide.Translates(site, source))
        {
            return Refused(empty, $"{source} is outside {site.Lan.Prefix?.ToString() ?? "any prefix"} and is not the router's own: nothing translates it (counter lan_source_untranslatable)");
        }

        List<string> notes = [];
        return Pinned(site, world, members, question, source, empty, notes) ?? Balanced(site, world, plan, members, question, source, empty, notes, family);
    }

    private static Explanation? Pinned(Site site, World world, IReadOnlyList<Member> members, Question question, IPAddress source, Explanation empty, List<string> notes)
    {
        Family family = Outward.FamilyOf(question.Address);
        for (int i = 0; i < site.Balance.Pins.Count; i++)
        {
            Pin pin = site.Balance.Pins[i];
            PinMatch match = PinMatch.Of(pin, question, source);
            string words = PinMatch.Words(pin, i);
            if (match.Matches is null)
            {
                notes.Add($"{Capital(words)} comes first if the flow has {match.Depends}.");
            }

            if (match.Matches is not true || members.FirstOrDefault(member => member.Name == pin.Via) is not { } member)
            {
                continue;
            }

            Fitness fitness = member.Fitness(family);
            string? translation = Outward.Translation(site, member, source);
            if (fitness.IsUp && translation is not null)
            {
                return empty with
                {
                    Summary = $"A new flow goes by {member.Name}: {words}.",
                    Ways = [new Way(member.Name, 100, $"{words}; {Outward.Standing(member, world, family)}", translation, Outward.NextHop(member, question.Address))],
                    Notes = notes,
                };
            }

            string why = fitness.Obstacle ?? (translation is null ? $"its delegation does not cover {source}" : "unhealthy");
            if (pin.Strict)
            {
                return Refused(empty with { Notes = notes }, $"{words} is strict and {member.Name} cannot carry it: {why} (counter pin_refused)");
            }

            notes.Add($"{Capital(words)} does not hold now, for {member.Name} cannot carry it: {why}.");
        }

        return null;
    }

    private static Explanation Balanced(
        Site site, World world, Plan plan, IReadOnlyList<Member> members, Question question, IPAddress source, Explanation empty, List<string> notes, Family family)
    {
        IReadOnlyList<string> carriers = family == Family.Ipv4 ? plan.Selection.Ipv4 : plan.Selection.Ipv6;
        Member[] able = [.. members.Where(member => carriers.Contains(member.Name, StringComparer.Ordinal) && Outward.Translation(site, member, source) is not null)];
        int sum = able.Sum(member => member.Weight);
        Excluded[] others = [.. members.Except(able).Select(member => new Excluded(member.Name, Reason(member, plan, family, carriers.Contains(member.Name, StringComparer.Ordinal), source)))];
        if (able.Length == 0)
        {
            return Refused(empty with { Others = others, Notes = notes }, $"no member carries new {(question.IsIpv4 ? "IPv4" : "IPv6")} flows of {source} (counter nothing_carries)");
        }

        if (able.Length > 1)
        {
            notes.Add(site.Balance.StickyBySource ? "All flows of one source keep to one of them." : "Each flow keeps to the one it was given until it ends.");
        }

        Way[] ways = [.. able.Select(member => new Way(
            member.Name, 100 * member.Weight / sum, Why(member, world, plan, family), Outward.Translation(site, member, source), Outward.NextHop(member, question.Address)))];
        return empty with
        {
            Reachable = ways.Any(way => way.NextHop is not null),
            Summary = ways.Any(way => way.NextHop is not null)
                ? $"A new flow goes by {string.Join(" or ", ways.Select(way => string.Create(CultureInfo.InvariantCulture, $"{way.By} ({way.Share} %)")))}."
                : $"Unreachable because {string.Join(" and ", ways.Select(way => way.By))} has no route, and no other member can carry.",
            Ways = ways,
            Others = others,
            Notes = notes,
        };
    }

    private static string Why(Member member, World world, Plan plan, Family family) =>
        Carriage(plan, member, family)?.Reason is { } reason
            ? $"{Outward.Standing(member, world, family)}; {reason.Replace("unhealthy; ", "", StringComparison.Ordinal)}"
            : Outward.Standing(member, world, family);

    private static string Reason(Member member, Plan plan, Family family, bool carries, IPAddress source) =>
        carries ? $"it has no translation for {source}" : Carriage(plan, member, family)?.Reason ?? "it carries nothing";

    private static Carriage? Carriage(Plan plan, Member member, Family family) => plan.Members.FirstOrDefault(candidate => candidate.Name == member.Name) is { } found
        ? family == Family.Ipv4 ? found.Ipv4 : found.Ipv6
        : null;

    private static Explanation Refused(Explanation empty, string why) => empty with { Reachable = false, Summary = $"Unreachable because {why}." };

    private static string Capital(string words) => $"{char.ToUpperInvariant(words[0])}{words[1..]}";
}
