namespace Mwan.Agent.Conntrack;

/// <summary>What to do about existing flows.</summary>
/// <param name="Memory">What to remember until the next look.</param>
/// <param name="Deletions">What to delete now, in this order.</param>
internal sealed record FlowDecision(IReadOnlyList<FlowMemory> Memory, IReadOnlyList<FlowDeletion> Deletions)
{
    /// <summary>What another agent left: nothing is decided yet.</summary>
    public static FlowDecision Begin(IReadOnlyList<KnownTranslation> left) => new([.. left.Select(FlowMemory.Of)], []);

    /// <summary>What the next agent has to know.</summary>
    public IReadOnlyList<KnownTranslation> Translations => [.. Memory.Select(memory => memory.Known).OfType<KnownTranslation>()];

    /// <summary>Whether the cause of a deletion that was decided earlier still holds.</summary>
    public bool Holds(FlowDeletion deletion) => deletion.Cause == FlowCause.Renumbering
        || Memory.FirstOrDefault(known => known.Family == deletion.Filter.Family && known.Member == deletion.Member)?.Has(deletion.Cause) == true;

    /// <summary>When to decide again although nothing changed, on the agent's own clock; null: never.</summary>
    public TimeSpan? Next(TimeSpan now) => Memory.SelectMany(memory => memory.Times).Where(time => time > now).Min();
}
