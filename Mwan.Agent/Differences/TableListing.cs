namespace Mwan.Agent.Differences;

/// <summary>Listings of nft(8) as lines that tell where they are.</summary>
internal static class TableListing
{
    /// <summary>
    /// Each line of a listing below the table, with the chain or set that it is in before it; braces and the table's own line are left
    /// out, so that a line that moved to another chain is a difference.
    /// </summary>
    public static IReadOnlyList<string> Lines(string? listing)
    {
        List<string> lines = [];
        string block = "";
        foreach (string raw in (listing ?? "").Split('\n'))
        {
            string line = raw.Trim();
            if (line.Length == 0 || line == "}" || line.StartsWith("table ", StringComparison.Ordinal) || line.StartsWith("delete table ", StringComparison.Ordinal))
            {
                continue;
            }

            if (line.EndsWith('{') && !line.Contains(" = {", StringComparison.Ordinal))
            {
                block = line[..^1].TrimEnd();
                lines.Add(block);
            }
            else
            {
                lines.Add(block.Length == 0 ? line : $"{block}: {line}");
            }
        }

        return lines;
    }
}
