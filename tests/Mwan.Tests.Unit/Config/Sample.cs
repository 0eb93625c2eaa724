using Mwan.Config;

namespace Mwan.Tests.Unit.Config;

/// <summary>The sample site of the tests, and the repository's own files.</summary>
internal static class Sample
{
    public static string Text { get; } = File.ReadAllText(Repository.File("tests/Mwan.Tests.Unit/Config/sample.yaml"));

    /// <summary>The sample with the first occurrence of each left side replaced.</summary>
    public static string With(params IEnumerable<(string Original, string Changed)> changes)
    {
        string text = Text;
        foreach ((string original, string changed) in changes)
        {
            int at = text.IndexOf(original, StringComparison.Ordinal);
            if (at < 0)
            {
                throw new InvalidOperationException($"The sample has no '{original}'.");
            }

            text = string.Concat(text.AsSpan(0, at), changed, text.AsSpan(at + original.Length));
        }

        return text;
    }

    public static SiteReading Read(params IEnumerable<(string Original, string Changed)> changes) => SiteFile.Parse(With(changes), "mwan.yaml");

    public static string[] Findings(params IEnumerable<(string Original, string Changed)> changes) =>
        [.. Read(changes).Diagnostics.Select(d => d.ToString())];

    /// <summary>The site of a changed sample without errors.</summary>
    public static Site Site(params IEnumerable<(string Original, string Changed)> changes)
    {
        SiteReading reading = Read(changes);
        return reading.Site ?? throw new InvalidOperationException(string.Join('\n', reading.Diagnostics));
    }
}
