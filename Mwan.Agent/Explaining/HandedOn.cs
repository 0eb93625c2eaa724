using Mwan.Agent.Planning;
using Mwan.Config;

namespace Mwan.Agent.Explaining;

/// <summary>Explains calls to the box's own address in a tunnel whose peer hands some of its ports on.</summary>
internal static class HandedOn
{
    /// <summary>The explanation; null: the peer hands nothing on to this address, or the caller is in the LAN, for whom it is the box itself.</summary>
    /// <param name="site">The site.</param>
    /// <param name="owner">The member that has the address.</param>
    /// <param name="question">The flow.</param>
    public static Explanation? Explain(Site site, Member owner, Question question)
    {
        if (owner.Tunnel is not { } tunnel || (question.From is { } from && LanSide.Has(site, from)))
        {
            return null;
        }

        Forward[] here = [.. tunnel.Peer.Forwards.Where(forward => question.Address.Equals(tunnel.AddressFor(forward.To)))];
        return here is [] ? null
            : here.FirstOrDefault(forward => Takes(forward, question)) is { } taken ? Taken(site, owner, question, taken)
            : Untaken(owner, question, here);
    }

    private static Explanation Taken(Site site, Member owner, Question question, Forward forward)
    {
        string? obstacle = (question.IsIpv4 ? owner.Ipv4 : owner.Ipv6).Obstacle;
        return new Explanation
        {
            Address = question.Address,
            From = question.From,
            Reachable = obstacle is null,
            Summary = obstacle is null
                ? $"What {owner.Name}'s peer hands on from its {forward.Protocol} port {question.Port} reaches {forward.To}; answers leave by {owner.Name} too."
                : $"Unreachable by {owner.Name}'s peer: {obstacle}.",
            Ways = obstacle is null ? [new Way(owner.Name, 100, "a port that the peer hands on", $"{question.Address} becomes {forward.To} (the port stays)", $"dev {site.Lan.Interface}")] : [],
        };
    }

    private static Explanation Untaken(Member owner, Question question, IEnumerable<Forward> forwards) => new()
    {
        Address = question.Address,
        From = question.From,
        Summary = $"This box itself, at {owner.Name} ({owner.Interface}): it answers pings only, but for the ports that the peer hands on.",
        Notes = [.. forwards.Select(static forward => $"{forward.Protocol} {string.Join(", ", forward.Ports)} of the peer reaches {forward.To}.")],
    };

    private static bool Takes(Forward forward, Question question) =>
        question.Port is { } port && string.Equals(forward.Protocol, question.Protocol, StringComparison.Ordinal) && forward.Ports.Any(range => range.Contains(port));
}
