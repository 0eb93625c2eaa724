using System.Globalization;
using System.Xml.Linq;

namespace Mwan.Build.Verbs;

/// <summary>What became of each test of a suite, for people, out of the results file (TRX) that <c>dotnet test</c> writes. Pure.</summary>
public static class ScenarioTable
{
    private static readonly XNamespace Schema = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>A table in Markdown, in the order in which the tests began.</summary>
    /// <param name="results">The results file.</param>
    /// <param name="prefix">What all names begin with, which is left out.</param>
    public static string Render(XDocument results, string prefix) => string.Join('\n',
    [
        "Scenarios, by the clock of both machines (UTC), for the captures and journals beside this file:",
        "",
        "| scenario | from | seconds | verdict |",
        "| --- | --- | --- | --- |",
        .. results.Descendants(Schema + "UnitTestResult").OrderBy(Begin).Select(result => Row(result, prefix)),
        "",
    ]);

    private static DateTimeOffset Begin(XElement result) => DateTimeOffset.Parse(Attribute(result, "startTime"), CultureInfo.InvariantCulture);

    private static string Row(XElement result, string prefix)
    {
        string name = Attribute(result, "testName");
        string words = (name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name).Replace('_', ' ').Replace("Tests.", ": ", StringComparison.Ordinal);
        double seconds = TimeSpan.Parse(result.Attribute("duration")?.Value ?? "0", CultureInfo.InvariantCulture).TotalSeconds;
        string complaint = result.Descendants(Schema + "Message").FirstOrDefault()?.Value.ReplaceLineEndings(" ").Replace("|", @"\|", StringComparison.Ordinal) ?? "";
        const int Longest = 300;
        string verdict = $"{Attribute(result, "outcome").ToLowerInvariant()}{(complaint.Length == 0 ? "" : ": ")}{(complaint.Length > Longest ? complaint[..Longest] + "..." : complaint)}";
        return string.Create(CultureInfo.InvariantCulture, $"| {words} | {Begin(result).UtcDateTime:HH:mm:ss} | {seconds:0} | {verdict} |");
    }

    private static string Attribute(XElement result, string name) => result.Attribute(name)?.Value ?? throw new FormatException($"A test result has no {name}.");
}
