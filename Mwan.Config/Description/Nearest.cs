namespace Mwan.Config.Description;

/// <summary>Finds the word that was probably meant.</summary>
internal static class Nearest
{
    /// <summary>The candidate that differs least from <paramref name="word"/>, or null if all differ in more than a third.</summary>
    public static string? Of(string word, IEnumerable<string> candidates)
    {
        string? best = null;
        int least = Math.Max(1, word.Length / 3) + 1;
        foreach (string candidate in candidates)
        {
            int distance = Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance < least && distance < candidate.Length)
            {
                (best, least) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>Quotes the nearest candidate as a question, or lists them all.</summary>
    public static string Hint(string word, IReadOnlyCollection<string> candidates) => Of(word, candidates) is string near
        ? $"did you mean '{near}'?"
        : $"there is {string.Join(", ", candidates)}";

    // Optimal string alignment: like Levenshtein, but two swapped letters count as one difference.
    private static int Distance(string a, string b)
    {
        int[][] d = [.. Enumerable.Range(0, a.Length + 1).Select(_ => new int[b.Length + 1])];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                d[i][j] = (i, j) switch
                {
                    (0, _) => j,
                    (_, 0) => i,
                    _ => Math.Min(
                        Math.Min(d[i - 1][j], d[i][j - 1]) + 1,
                        d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)),
                };
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i][j] = Math.Min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }

        return d[a.Length][b.Length];
    }
}
