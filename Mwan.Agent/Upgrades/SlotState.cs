namespace Mwan.Agent.Upgrades;

/// <summary>A slot and how far it can be trusted.</summary>
/// <param name="Slot"><c>A</c> or <c>B</c>.</param>
/// <param name="Running">Whether it was booted.</param>
/// <param name="Version">What is in it; null: nothing.</param>
/// <param name="Entry">What boots it; null: nothing does, so it is empty or was not finished.</param>
internal sealed record SlotState(string Slot, bool Running, string? Version, BootEntry? Entry)
{
    private const string LabelPrefix = "mwan_";

    /// <summary>Whether the box may fall back on it.</summary>
    public bool IsBlessed => Entry is { IsBlessed: true };

    /// <summary>The state in words.</summary>
    public string Words => this switch
    {
        { Version: null } => "empty",
        { Entry: null } => "not finished: nothing boots it",
        { Entry.IsBlessed: true } => "good",
        { Entry.IsSetAside: true } => "set aside by a rollback",
        { Entry.IsBad: true } => "failed",
        { Entry: { TriesLeft: 1 } } => "on trial, 1 boot left",
        { Entry: { } entry } => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"on trial, {entry.TriesLeft} boots left"),
    };

    /// <summary>Both slots.</summary>
    /// <param name="running">The slot that was booted.</param>
    /// <param name="labels">GPT names of the root partitions of A and B; null: unknown.</param>
    /// <param name="entries">Names of the files that the boot loader finds.</param>
    public static IReadOnlyList<SlotState> Of(string? running, (string? A, string? B) labels, IEnumerable<string> entries)
    {
        BootEntry[] known = [.. entries.Select(BootEntry.Parse).OfType<BootEntry>()];
        return [Of("A", labels.A), Of("B", labels.B)];

        SlotState Of(string slot, string? label)
        {
            string? version = label?.StartsWith(LabelPrefix, StringComparison.Ordinal) == true ? label[LabelPrefix.Length..] : null;
            return new SlotState(slot, string.Equals(slot, running, StringComparison.Ordinal), version, known.FirstOrDefault(entry => string.Equals(entry.Version, version, StringComparison.Ordinal)));
        }
    }
}
