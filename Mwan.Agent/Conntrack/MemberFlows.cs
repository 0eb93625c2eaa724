using System.Globalization;
using System.Net;
using Mwan.Agent.Netlink;
using Mwan.Agent.Planning;
using Mwan.Agent.Planning.Ruleset;
using Mwan.Config;

namespace Mwan.Agent.Conntrack;

/// <summary>Decides about the flows of one family of one member. Pure but for the list that it fills.</summary>
/// <param name="site">The site.</param>
/// <param name="situation">How the member stands.</param>
/// <param name="now">The time on the agent's own clock.</param>
internal sealed class MemberFlows(Site site, Situation situation, TimeSpan now)
{
    private readonly List<FlowDeletion> _deletions = [];

    /// <summary>What is to be deleted, after <see cref="Decide"/>.</summary>
    public IReadOnlyList<FlowDeletion> Deletions => _deletions;

    private Member Member => situation.Member;

    /// <summary>What to remember.</summary>
    /// <param name="last">What was remembered.</param>
    public FlowMemory Decide(FlowMemory last)
    {
        bool fails = situation is { Lost: false, Carries: false, IsUnhealthy: true };
        FlowPolicy onFailure = Member.Wan?.OnFailure ?? Member.Tunnel!.OnFailure;
        FlowPolicy onRecovery = Member.Wan?.OnRecovery ?? Member.Tunnel!.OnRecovery;
        return Renumber(last) with
        {
            // The sweep leaves alone what came in from outside or was called by its public address: that may begin anew rightly.
            Loss = Tick(
                situation.Lost ? last.Loss ?? new Countdown(now) : null,
                sweep => Delete(FlowCause.Loss, sweep ? FlowMark.Chosen : 0, sweep ? FlowMark.Chosen : 0, situation.Trouble)),
            Failure = Tick(fails ? last.Failure ?? Start(onFailure) : null, _ => Delete(FlowCause.Failure, FlowMark.Chosen, FlowMark.Chosen, $"{situation.Trouble}{For(onFailure)}")),
            Recovery = Tick(
                situation is { Lost: false, Carries: false, Better.Count: > 0 } ? last.Recovery ?? Start(onRecovery) : null,
                _ => Delete(FlowCause.Recovery, FlowMark.Chosen, FlowMark.Chosen | FlowMark.Pinned, $"{string.Join(", ", situation.Better)} carried instead{For(onRecovery)}")),
            Unanswered = Tick(fails ? last.Unanswered ?? new Countdown(now) : null, _ => _deletions.Add(
                new FlowDeletion(Member.Name, Select(FlowMark.Chosen, FlowMark.Chosen) with { Protocol = Ctnl.IPPROTO_TCP }, FlowCause.Unanswered, $"{situation.Trouble}, and nothing has ever answered them"))),
            Listening = fails ? Listen(last.Listening) : null,
        };
    }

    private Countdown? Start(FlowPolicy policy) => policy.Action == FlowAction.Drain ? null : new Countdown(now + policy.After);

    // What is due waits while there is no better way.
    private Countdown? Tick(Countdown? countdown, Action<bool> delete)
    {
        if (countdown is null || !situation.Elsewhere || !countdown.IsDue(now))
        {
            return countdown;
        }

        delete(countdown.Done > 0);
        return countdown.After(now);
    }

    private Listening? Listen(Listening? last)
    {
        Listening listening = last ?? new Listening(now, now);
        if (listening.Due > now || !situation.Elsewhere)
        {
            return listening;
        }

        string reason = string.Create(CultureInfo.InvariantCulture, $"{situation.Trouble}, and for {SilentFlows.Patience.TotalSeconds:0} s nothing answered them");
        _deletions.Add(new FlowDeletion(Member.Name, Select(0, 0) with { Protocol = Ctnl.IPPROTO_UDP }, FlowCause.Silence, reason));
        return listening.After(now);
    }

    // The rules translate to the new one already. What an agent before this one saw may have changed while none was there.
    private FlowMemory Renumber(FlowMemory last)
    {
        IPNetwork? translation = situation.Family == Family.Ipv6 ? Member.Translation?.External
            : Member is { Wan: not null, Ipv4Source: { } own } ? new IPNetwork(own, 32)
            : null;
        if (translation is not { } current || last.Translated == current)
        {
            return last;
        }

        foreach (IPNetwork gone in last.Translated is { } before ? [before] : last.Former.Where(former => former != current))
        {
            Forget(gone, current);
        }

        IEnumerable<IPNetwork> former = last.Translated is { } old ? last.Former.Prepend(old) : last.Former;
        return last with { Translated = current, Former = [.. former.Where(network => network != current).Distinct().Take(KnownTranslation.MaximumNetworks - 1)] };
    }

    // What another mark has by this member is what a tunnel sends.
    private void Forget(IPNetwork gone, IPNetwork current)
    {
        string reason = $"{gone} is {current} now";
        FlowFilter filter = Select(0, 0);
        _deletions.Add(new FlowDeletion(Member.Name, filter, FlowCause.Renumbering, reason) { Former = gone, Current = current });
        _deletions.AddRange(site.Tunnels.Where(tunnel => tunnel.Over == Member.Name).Select(tunnel =>
            new FlowDeletion(Member.Name, filter with { Mark = (uint)tunnel.OuterMark }, FlowCause.Renumbering, reason) { Former = gone, Current = current }));
    }

    private void Delete(FlowCause cause, uint origin, uint mask, string? reason) =>
        _deletions.Add(new FlowDeletion(Member.Name, Select(origin, mask), cause, reason ?? ""));

    private FlowFilter Select(uint origin, uint mask) => new(situation.Family, (uint)Member.Mark | origin, FlowMark.Member | mask);

    private static string For(FlowPolicy policy) => policy.Action != FlowAction.ResetAfter ? ""
        : policy.After.TotalMinutes >= 1 ? string.Create(CultureInfo.InvariantCulture, $" for {policy.After.TotalMinutes:0.#} min")
        : string.Create(CultureInfo.InvariantCulture, $" for {policy.After.TotalSeconds:0.#} s");
}
