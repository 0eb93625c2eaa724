namespace Mwan.Agent.Upgrades;

/// <summary>What <c>mwan slots</c> tells of a slot.</summary>
/// <param name="Slot"><c>A</c> or <c>B</c>.</param>
/// <param name="Running">Whether it was booted.</param>
/// <param name="Version">What is in it; null: nothing.</param>
/// <param name="State">Its state in words.</param>
/// <param name="TriesLeft">Boots left to prove itself; null: it has, or nothing boots it.</param>
/// <param name="Installed">When an upgrade wrote it, UTC; null: unknown.</param>
/// <param name="Refusal">Why it was not taken when it was tried last; null: it was, or nobody knows.</param>
/// <param name="Next">Whether the next boot is of it.</param>
internal sealed record SlotReport(string Slot, bool Running, string? Version, string State, int? TriesLeft, DateTimeOffset? Installed, string? Refusal, bool Next)
{
    /// <summary>Tells of both slots what is known.</summary>
    /// <param name="slots">Both slots.</param>
    /// <param name="next">The other slot, if the next boot is of it, see <see cref="NextBoot"/>.</param>
    /// <param name="last">The last upgrade; null: none is remembered.</param>
    public static IReadOnlyList<SlotReport> Of(IReadOnlyList<SlotState> slots, SlotState? next, UpgradeRecord? last) =>
        [.. slots.Select(slot => Of(slot, next is null ? slot.Running : slot == next, last))];

    private static SlotReport Of(SlotState slot, bool next, UpgradeRecord? last)
    {
        bool isLast = last is not null && string.Equals(last.To, slot.Version, StringComparison.Ordinal);
        WrittenVersion? known = last?.Versions?.FirstOrDefault(version => string.Equals(version.Version, slot.Version, StringComparison.Ordinal));
        bool failed = slot.Entry is { IsBad: true, IsSetAside: false } && (isLast || known is not null);
        string? refusal = failed ? (isLast ? last!.Reason : known!.Refusal) ?? "it did not come as far as its gate" : null;
        return new SlotReport(slot.Slot, slot.Running, slot.Version, slot.Words, slot.Entry?.TriesLeft, isLast && !last!.IsRollback ? last.At : known?.At, refusal, next);
    }
}
