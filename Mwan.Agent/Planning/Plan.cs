using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning.Ruleset;

namespace Mwan.Agent.Planning;

/// <summary>The whole desired dataplane.</summary>
internal sealed record Plan
{
    /// <summary>Which members carry new flows.</summary>
    public required Selection Selection { get; init; }

    /// <summary>What each member carries and why not more, WANs before tunnels.</summary>
    public required IReadOnlyList<MemberPlan> Members { get; init; }

    /// <summary>The tables that hold what is in <see cref="Routes"/> and nothing else; <c>main</c> is not among them.</summary>
    public required IReadOnlyList<uint> Tables { get; init; }

    /// <summary>The routes of these tables and the agent's own in <c>main</c>.</summary>
    public required IReadOnlyList<RouteMessage> Routes { get; init; }

    /// <summary>The policy rules.</summary>
    public required IReadOnlyList<RuleMessage> Rules { get; init; }

    /// <summary>Marks and translations.</summary>
    public required NftTable Ruleset { get; init; }
}
