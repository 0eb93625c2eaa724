namespace Mwan.Agent.Tracing;

/// <summary>One turn of the control loop that had something to say or to change: what called for it, what was seen, what was done.</summary>
internal sealed record Decision
{
    /// <summary>Its trace id: 32 hexadecimal digits, as a trace-id of W3C Trace Context, and field <c>MWAN_TRACE_ID</c> of the journal.</summary>
    public required string Trace { get; init; }

    /// <summary>Trace id of the boot, which is its boot id (<c>journalctl -b</c>); null: unknown.</summary>
    public string? BootTrace { get; init; }

    /// <summary>Trace id of the deployment: the first 32 digits of the image's root hash; null: no image was booted.</summary>
    public string? DeployTrace { get; init; }

    /// <summary>When the turn began, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What called for the turn, e.g. <c>link</c>, <c>health</c>, <c>nftables, by nft (4711)</c>; see <see cref="Cause"/>.</summary>
    public required IReadOnlyList<string> Causes { get; init; }

    /// <summary>What was seen to differ from the turn before.</summary>
    public IReadOnlyList<string> Observed { get; init; } = [];

    /// <summary>Who carries what by the plan of the turn before; null: there was none.</summary>
    public string? PlanBefore { get; init; }

    /// <summary>Who carries what by the plan of this turn; null: there is none.</summary>
    public string? PlanAfter { get; init; }

    /// <summary>What differs between the two plans, as lines of a diff; empty after the first plan.</summary>
    public IReadOnlyList<string> Planned { get; init; } = [];

    /// <summary>What was changed in the kernel.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>What could not be changed.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>What the journal was told.</summary>
    public IReadOnlyList<string> Said { get; init; } = [];

    /// <summary>Time that looking took, in milliseconds.</summary>
    public double ObserveMilliseconds { get; init; }

    /// <summary>Time that planning took, in milliseconds.</summary>
    public double PlanMilliseconds { get; init; }

    /// <summary>Time that applying took, in milliseconds.</summary>
    public double ApplyMilliseconds { get; init; }
}
