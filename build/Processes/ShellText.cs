namespace Mwan.Build.Processes;

/// <summary>Words as a POSIX shell reads them.</summary>
public static class ShellText
{
    /// <summary>One word: as it is where nothing in it means anything to a shell, otherwise in single quotes.</summary>
    public static string Quote(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return word.Length > 0 && word.All(IsPlain) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }

    /// <summary>A program and its arguments.</summary>
    public static string Join(params IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || "-_./=:,+@%".Contains(c, StringComparison.Ordinal);
}
