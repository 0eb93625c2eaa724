namespace Mwan.Agent.Observation;

/// <summary>Files of <c>KEY=value</c> lines as in os-release(5), values bare or quoted.</summary>
internal static class EnvironmentFile
{
    /// <summary>The assignments; none when the file cannot be read.</summary>
    public static IReadOnlyDictionary<string, string> Read(string path) => Parse(SmallFile.Text(path) ?? "");

    /// <summary>The assignments in a text; comments and lines without an equals sign are passed over.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && line[0] != '#')
            {
                values[line[..equals]] = Unquote(line[(equals + 1)..]);
            }
        }

        return values;
    }

    private static string Unquote(string value) =>
        value is [('"' or '\'') and var quote, .., var last] && last == quote ? value[1..^1] : value;
}
