namespace Mwan.Agent.Keeping;

/// <summary>The file of the last run.</summary>
/// <param name="Version">Version of its format.</param>
/// <param name="Verdicts">One per family of a member.</param>
/// <param name="Written">When it was true last; null: not told.</param>
/// <param name="Selection">What carried new flows; null: not told.</param>
/// <param name="Translations">What flows may be translated to; null: not told, as by programs that did not know of it.</param>
internal sealed record LastRunDocument(
    int Version, IReadOnlyList<VerdictEntry> Verdicts, DateTimeOffset? Written = null, SelectionEntry? Selection = null, IReadOnlyList<TranslationEntry>? Translations = null)
{
    /// <summary>The version that this program writes and reads.</summary>
    public const int CurrentVersion = 1;
}
