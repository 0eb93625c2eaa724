namespace Mwan.Agent.Health;

/// <summary>The file of the last verdicts.</summary>
/// <param name="Version">Version of its format.</param>
/// <param name="Verdicts">One per family of a member.</param>
internal sealed record VerdictFile(int Version, IReadOnlyList<VerdictEntry> Verdicts)
{
    /// <summary>The version that this program writes and reads.</summary>
    public const int CurrentVersion = 1;
}
