namespace Mwan.Agent.Differences;

/// <summary>The difference of two texts by lines, the shortest by longest common subsequence. Pure.</summary>
internal static class LineDifference
{
    // Above this the middle is told as replaced whole: 16 MiB of a table is enough for one answer.
    private const long MaximumCells = 4 << 20;

    /// <summary>Lines with <c>- </c> or <c>+ </c> before them, in the order of the texts; lines of both are left out.</summary>
    public static IReadOnlyList<string> Between(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        int start = 0;
        while (start < before.Count && start < after.Count && before[start] == after[start])
        {
            start++;
        }

        int end = 0;
        while (end < before.Count - start && end < after.Count - start && before[before.Count - 1 - end] == after[after.Count - 1 - end])
        {
            end++;
        }

        string[] old = [.. before.Skip(start).Take(before.Count - end - start)];
        string[] young = [.. after.Skip(start).Take(after.Count - end - start)];
        return (long)(old.Length + 1) * (young.Length + 1) > MaximumCells
            ? [.. old.Select(line => $"- {line}"), .. young.Select(line => $"+ {line}")]
            : Walk(old, young, Lengths(old, young));
    }

    // Length of the longest common subsequence of what is left from each pair of places on.
    private static int[] Lengths(string[] old, string[] young)
    {
        int width = young.Length + 1;
        int[] lengths = new int[(old.Length + 1) * width];
        for (int i = old.Length - 1; i >= 0; i--)
        {
            for (int j = young.Length - 1; j >= 0; j--)
            {
                lengths[(i * width) + j] = old[i] == young[j]
                    ? lengths[((i + 1) * width) + j + 1] + 1
                    : Math.Max(lengths[((i + 1) * width) + j], lengths[(i * width) + j + 1]);
            }
        }

        return lengths;
    }

    private static List<string> Walk(string[] old, string[] young, int[] lengths)
    {
        int width = young.Length + 1;
        List<string> lines = [];
        int i = 0;
        int j = 0;
        while (i < old.Length || j < young.Length)
        {
            if (i < old.Length && j < young.Length && old[i] == young[j])
            {
                i++;
                j++;
            }
            else if (j == young.Length || (i < old.Length && lengths[((i + 1) * width) + j] >= lengths[(i * width) + j + 1]))
            {
                lines.Add($"- {old[i++]}");
            }
            else
            {
                lines.Add($"+ {young[j++]}");
            }
        }

        return lines;
    }
}
