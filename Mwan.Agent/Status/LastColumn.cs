using System.Text;

namespace Mwan.Agent.Status;

/// <summary>The last column of a table, whose words go on below it where the line ends.</summary>
internal static class LastColumn
{
    /// <summary>Writes one row.</summary>
    /// <param name="text">The table.</param>
    /// <param name="start">The columns before.</param>
    /// <param name="words">The last column.</param>
    /// <param name="width">Columns of the reader's terminal.</param>
    public static void Write(StringBuilder text, string start, string words, int width)
    {
        string line = start;
        foreach (string word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.TrimEnd().Length > start.TrimEnd().Length && line.Length + word.Length > width)
            {
                _ = text.Append(line.TrimEnd()).Append('\n');
                line = new string(' ', start.Length);
            }

            line += word + " ";
        }

        _ = text.Append(line.TrimEnd()).Append('\n');
    }
}
