using System.Net;
using Mwan.Agent.Netlink;

namespace Mwan.Agent.Conntrack;

/// <summary>What is remembered of the flows of one family of one member from one look to the next.</summary>
/// <param name="Member">Name of the member.</param>
/// <param name="Family">The family.</param>
internal sealed record FlowMemory(string Member, Family Family)
{
    /// <summary>Deletion of all, while it can carry nothing; null: it can.</summary>
    public Countdown? Loss { get; init; }

    /// <summary>What <c>onFailure</c> asks for, while it fails.</summary>
    public Countdown? Failure { get; init; }

    /// <summary>What <c>onRecovery</c> asks for, while a better tier carries.</summary>
    public Countdown? Recovery { get; init; }

    /// <summary>Deletion of connections that nobody has answered, while it fails.</summary>
    public Countdown? Unanswered { get; init; }

    /// <summary>The looks for flows that nobody answers; null: it does not fail.</summary>
    public Listening? Listening { get; init; }

    /// <summary>What its flows are translated to, or were last; null: this agent has not seen any of it.</summary>
    public IPNetwork? Translated { get; init; }

    /// <summary>What its flows were translated to before, the latest first.</summary>
    public IReadOnlyList<IPNetwork> Former { get; init; } = [];

    /// <summary>What the next agent has to know; null: nothing.</summary>
    public KnownTranslation? Known => Translated is null && Former.Count == 0 ? null : new KnownTranslation(Member, Family, [.. Translated is { } now ? [now] : Array.Empty<IPNetwork>(), .. Former]);

    /// <summary>What an agent begins with that another one left; it has seen nothing yet.</summary>
    public static FlowMemory Of(KnownTranslation known) => new(known.Member, known.Family) { Former = known.Networks };

    /// <summary>Whether something lasts that makes its flows fit to be deleted.</summary>
    public bool Has(FlowCause cause) => cause switch
    {
        FlowCause.Loss => Loss is not null,
        FlowCause.Failure => Failure is not null,
        FlowCause.Recovery => Recovery is not null,
        FlowCause.Silence => Listening is not null,
        FlowCause.Unanswered => Unanswered is not null,
        _ => false,
    };

    /// <summary>When things come due.</summary>
    public IReadOnlyList<TimeSpan?> Times => [Loss?.Next, Failure?.Next, Recovery?.Next, Unanswered?.Next, Listening?.Due];
}
