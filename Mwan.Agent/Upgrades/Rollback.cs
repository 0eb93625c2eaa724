namespace Mwan.Agent.Upgrades;

/// <summary>What has to be renamed so that the other slot boots.</summary>
/// <param name="Current">What runs.</param>
/// <param name="Target">What is to run.</param>
/// <param name="SetAside">
/// Whether what runs is marked as failed: the boot loader takes the newest that has not failed, so an older one boots, and goes on booting,
/// only then.
/// </param>
internal sealed record Rollback(SlotState Current, SlotState Target, bool SetAside)
{
    /// <summary>
    /// Whether it leads from what has not proved itself to what has: that needs no gate, whose refusal would lead back to the one that has not.
    /// </summary>
    public bool IsProven => Target.IsBlessed && !Current.IsBlessed;

    /// <summary>What is renamed, in this order: first the way back, then the end of this one. A power cut in between leaves two that boot.</summary>
    /// <param name="tries">Boots that the target gets to prove itself again.</param>
    public IReadOnlyList<(BootEntry Entry, string Name)> Renames(int tries)
    {
        (BootEntry Entry, string Name) end = (Current.Entry!, Current.Entry!.GivenUp);
        (BootEntry Entry, string Name)[] all = IsProven ? [end] : [(Target.Entry!, BootEntry.Untried(Target.Version!, tries)), .. SetAside ? [end] : Array.Empty<(BootEntry, string)>()];
        return [.. all.Where(static each => !string.Equals(each.Entry.FileName, each.Name, StringComparison.Ordinal))];
    }

    /// <summary>What is known of a version, once it is ordered: what is given up on trial has failed by order, whatever its gate said.</summary>
    public WrittenVersion Known(WrittenVersion before) => IsProven && Current is { Entry.IsOnTrial: true } && string.Equals(before.Version, Current.Version, StringComparison.Ordinal)
        ? before with { Refusal = $"a rollback gave it up before it had proved itself{(before.Refusal is null ? "" : $" ({before.Refusal})")}" }
        : before;

    /// <summary>Finds it. Pure.</summary>
    /// <param name="slots">Both slots.</param>
    /// <param name="targetIsNewer">Whether the other slot holds the newer version.</param>
    /// <param name="refusal">Why there is none, as a sentence.</param>
    public static Rollback? Of(IReadOnlyList<SlotState> slots, bool targetIsNewer, out string? refusal)
    {
        SlotState? current = slots.FirstOrDefault(static slot => slot.Running);
        SlotState? target = slots.FirstOrDefault(static slot => !slot.Running);
        refusal = current is not { Entry: not null } ? "What the box runs is in none of its slots, so there is nothing to go back from."
            : target is not { Entry: not null } ? $"The other slot holds nothing that could be booted ({target?.Words ?? "it is not there"})."
            : null;
        return refusal is null ? new Rollback(current!, target!, !targetIsNewer) : null;
    }
}
