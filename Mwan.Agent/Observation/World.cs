using System.Net;
using Mwan.Agent.Upgrades;

namespace Mwan.Agent.Observation;

/// <summary>What is, at one moment: everything that the agent knows of the box, with no judgement in it.</summary>
internal sealed record World
{
    /// <summary>When it was looked at, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What the box runs.</summary>
    public required Release Release { get; init; }

    /// <summary>Which site it serves.</summary>
    public required SiteIdentity Site { get; init; }

    /// <summary>The state disk.</summary>
    public required StateDisk State { get; init; }

    /// <summary>The certificate slot; null: no WAN of the site uses 802.1X.</summary>
    public CertificateSlot? Certificates { get; init; }

    /// <summary>The last upgrade, if a person should know of it.</summary>
    public UpgradeStanding? Upgrade { get; init; }

    /// <summary>The links that the site names, in its order.</summary>
    public required IReadOnlyList<Link> Links { get; init; }

    /// <summary>The members, WANs before tunnels.</summary>
    public IReadOnlyList<Upstream> Upstreams { get; init; } = [];

    /// <summary>Policy tables of others that have a default route.</summary>
    public IReadOnlyList<ForeignTable> ForeignTables { get; init; } = [];

    /// <summary>Link-local address of the downstream router; null: not learned yet.</summary>
    public IPAddress? RouterLinkLocal { get; init; }

    /// <summary>What carried new flows before.</summary>
    public Selection Previous { get; init; } = Selection.None;

    /// <summary>Interfaces of hardware that the site does not name.</summary>
    public required IReadOnlyList<string> UnnamedInterfaces { get; init; }

    /// <summary>What was booted.</summary>
    public required Boot Boot { get; init; }

    /// <summary>Last synchronisation of the clock, UTC; null: none since boot.</summary>
    public DateTimeOffset? ClockSynchronized { get; init; }

    /// <summary>The same world in which more is known of one member; unchanged when there is no such member.</summary>
    public World With(string upstream, Func<Upstream, Upstream> change) => this with
    {
        Upstreams = [.. Upstreams.Select(candidate => string.Equals(candidate.Name, upstream, StringComparison.Ordinal) ? change(candidate) : candidate)],
    };
}
