namespace Mwan.Agent.Upgrades;

/// <summary>What the boot loader takes next, by its own order: what has failed or was given up comes last, and of two others the newer one first.</summary>
internal static class NextBoot
{
    /// <summary>The other slot, if the next boot is of it. Pure.</summary>
    /// <param name="slots">Both slots.</param>
    /// <param name="otherIsNewer">Whether the other slot holds the newer version, see <see cref="VersionOrder"/>.</param>
    /// <returns>Null: the box boots what it runs.</returns>
    public static SlotState? InOther(IReadOnlyList<SlotState> slots, bool otherIsNewer)
    {
        SlotState? running = slots.FirstOrDefault(static slot => slot.Running);
        SlotState? other = slots.FirstOrDefault(static slot => !slot.Running);
        return other is { Entry.IsBad: false } && (otherIsNewer || running is not { Entry.IsBad: false }) ? other : null;
    }

    /// <summary>The same, of a box as it is.</summary>
    /// <exception cref="IOException">The versions cannot be compared.</exception>
    public static async Task<SlotState?> InOtherAsync(Layout layout, IReadOnlyList<SlotState> slots, CancellationToken cancellation) =>
        InOther(slots, await VersionOrder.IsOtherNewerAsync(layout, slots, cancellation));
}
