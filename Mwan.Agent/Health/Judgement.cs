namespace Mwan.Agent.Health;

/// <summary>
/// What a round says about a member, from the answers of its targets and from its gateway. Two layers testify, each about itself:
/// <list type="bullet">
/// <item>Targets that answered prove the whole way, whatever the gateway says to ARP or neighbour discovery.</item>
/// <item>Targets that were asked in vain are a failure: the gateway's if it is silent, otherwise the Internet's.</item>
/// <item>Targets that could not be asked say nothing: that is not down. A gateway that the kernel has asked and that was silent is
/// proof of its own, though, and the round has failed by it. A gateway that answers, or of which nothing is known, is no proof of
/// anything beyond it: nothing is known then.</item>
/// <item>Targets that could not be asked because an address stays and the route to any gateway is gone are a failure: an ISP's router that
/// says farewell (RFC 4861, 6.2.5) is as dead as one that is silent.</item>
/// <item>Targets that were asked in vain through a tunnel whose first handshake is still being tried say nothing; later it is the
/// handshake that failed if there is none.</item>
/// </list>
/// </summary>
/// <param name="Outcome">How the round ended.</param>
/// <param name="Failing">The layer that failed; null: none is known to.</param>
/// <param name="ByGatewayAlone">Whether nothing but the gateway's silence speaks against the member.</param>
internal readonly record struct Judgement(RoundOutcome Outcome, Layer? Failing, bool ByGatewayAlone = false)
{
    /// <summary>The judgement.</summary>
    /// <param name="targets">What the targets say.</param>
    /// <param name="facts">The layers below, as last told.</param>
    /// <param name="now">When the round ended, UTC.</param>
    public static Judgement Of(RoundOutcome targets, LayerFacts facts, DateTimeOffset now) => (targets, facts.Gateway) switch
    {
        (RoundOutcome.Succeeded, _) => new Judgement(RoundOutcome.Succeeded, Failing: null),
        (RoundOutcome.Failed, _) when facts.Handshake is not true && facts.HandshakeAwaitedUntil > now => new Judgement(RoundOutcome.Unprobed, Failing: null),
        (RoundOutcome.Failed, _) when facts.Handshake is false => new Judgement(RoundOutcome.Failed, Layer.Handshake),
        (RoundOutcome.Failed, false) => new Judgement(RoundOutcome.Failed, Layer.Gateway),
        (RoundOutcome.Failed, _) => new Judgement(RoundOutcome.Failed, Layer.Internet),
        (_, false) => new Judgement(RoundOutcome.Failed, Layer.Gateway, ByGatewayAlone: true),
        _ when facts.NoGateway => new Judgement(RoundOutcome.Failed, Layer.Gateway),
        _ => new Judgement(RoundOutcome.Unprobed, Failing: null),
    };
}
