namespace Mwan.Build.Proxmox;

/// <summary>What is to be done to a host, or why nothing is.</summary>
public sealed record ProxmoxPlan
{
    /// <summary>Why nothing is done: all reasons at once, as sentences with a remedy. With one of them there are no steps.</summary>
    public IReadOnlyList<string> Objections { get; init; } = [];

    /// <summary>What is done, in order; empty without an objection: all is as it should be.</summary>
    public IReadOnlyList<Step> Steps { get; init; } = [];

    /// <summary>What a person should know besides.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Nothing but reasons against, if there are any.</summary>
    public static ProxmoxPlan Of(IEnumerable<string> objections, Func<IEnumerable<Step>> steps, params IEnumerable<string> notes)
    {
        string[] reasons = [.. objections];
        return new ProxmoxPlan { Objections = reasons, Steps = reasons.Length == 0 ? [.. steps()] : [], Notes = [.. notes] };
    }
}
