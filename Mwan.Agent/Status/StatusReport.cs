using Mwan.Agent.Health;
using Mwan.Agent.Observation;
using Mwan.Agent.Planning;

namespace Mwan.Agent.Status;

/// <summary>What <c>mwan status</c> tells.</summary>
internal sealed record StatusReport
{
    /// <summary>What needs a person, the worst first; empty: all is well.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Time since the kernel started.</summary>
    public required TimeSpan Uptime { get; init; }

    /// <summary>Time since the agent started.</summary>
    public required TimeSpan AgentUptime { get; init; }

    /// <summary>Time since the world was looked at: more than a minute means that the loop hangs.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>What each member carries, and why not more; empty: there is no plan.</summary>
    public IReadOnlyList<MemberPlan> Members { get; init; } = [];

    /// <summary>How each family of each member was measured.</summary>
    public IReadOnlyList<FamilyMeasurement> Measurements { get; init; } = [];

    /// <summary>The 1:1 mappings, in the order of the site.</summary>
    public IReadOnlyList<MappingState> Mappings { get; init; } = [];

    /// <summary>The prefix translations, in the order of the site.</summary>
    public IReadOnlyList<PrefixState> Prefixes { get; init; } = [];

    /// <summary>The world.</summary>
    public required World World { get; init; }
}
