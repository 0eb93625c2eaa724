namespace Mwan.Agent.Observation;

/// <summary>The mounts that this process sees. The kernel answers from memory, whatever the disks do.</summary>
internal static class Mounts
{
    /// <summary>The mounts in the order in which they were made; none when the file cannot be read.</summary>
    public static IReadOnlyList<Mount> Read(string path) => Parse(SmallFile.Text(path) ?? "");

    /// <summary>The mounts in the text of a mountinfo file; lines of another form are passed over.</summary>
    public static IReadOnlyList<Mount> Parse(string text)
    {
        List<Mount> mounts = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ');
            int dash = Array.IndexOf(words, "-", Math.Min(6, words.Length));
            if (dash > 0 && words.Length > dash + 3)
            {
                mounts.Add(new Mount(words[2], Unescape(words[4]), words[dash + 1], Unescape(words[dash + 2]), words[dash + 3].Split(',')));
            }
        }

        return mounts;
    }

    // Space, tab, line end and backslash are written as three octal digits.
    private static string Unescape(string word) => word
        .Replace(@"\040", " ", StringComparison.Ordinal)
        .Replace(@"\011", "\t", StringComparison.Ordinal)
        .Replace(@"\012", "\n", StringComparison.Ordinal)
        .Replace(@"\134", @"\", StringComparison.Ordinal);
}
