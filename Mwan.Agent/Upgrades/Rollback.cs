namespace Mwan.Agent.Upgrades;

/// <summary>What has to be renamed so that the other slot boots.</summary>
/// <param name="Current">What runs.</param>
/// <param name="Target">What is to run; it gets its tries back.</param>
/// <param name="SetAside">
/// Whether what runs is marked as failed: the boot loader takes the newest that has not failed, so an older one boots, and goes on booting,
/// only then.
/// </param>
internal sealed record Rollback(SlotState Current, SlotState Target, bool SetAside)
{
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
