using System.Text.RegularExpressions;

namespace Mwan.Tests.Smoke.Routers;

/// <summary>A line of <c>journal-allowed</c>.</summary>
/// <param name="Unit">The unit that writes it.</param>
/// <param name="Pattern">A regular expression that its message matches.</param>
/// <param name="Reason">Why it is no trouble.</param>
internal sealed record AllowedError(string Unit, Regex Pattern, string Reason)
{
    private const int Columns = 3;

    /// <summary>The file beside the tests: unit, pattern and reason, with tabs between; <c>#</c> starts a comment.</summary>
    public static IReadOnlyList<AllowedError> Read() =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "journal-allowed"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(Parse)];

    public bool Allows(JournalEntry entry) => entry.Unit == Unit && Pattern.IsMatch(entry.Message);

    public override string ToString() => $"{Unit}\t{Pattern}\t{Reason}";

    private static AllowedError Parse(string line) =>
        line.Split('\t', StringSplitOptions.RemoveEmptyEntries) is { Length: Columns } columns
            ? new AllowedError(columns[0], new Regex(columns[1], RegexOptions.None, TimeSpan.FromSeconds(1)), columns[2])
            : throw new FormatException($"journal-allowed: '{line}' is not unit, pattern and reason with tabs between.");
}
