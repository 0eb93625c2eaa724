using System.IO.Enumeration;

namespace Mwan.Build.Steps;

/// <summary>
/// <c>image/modules</c>: which kernel modules the image keeps. Patterns as in <see cref="FileSystemName.MatchesSimpleExpression"/>; the
/// last match counts.
/// </summary>
public sealed class ModuleSelection(IReadOnlyList<string> patterns)
{
    /// <summary>The patterns in the order of the file, <c>!</c> first where they leave out.</summary>
    public IReadOnlyList<string> Patterns => patterns;

    /// <summary>Reads the file.</summary>
    public static ModuleSelection Read(string path) =>
        new([.. File.ReadLines(path).Select(static line => line.Trim()).Where(static line => line.Length > 0 && line[0] != '#')]);

    /// <summary>Whether the module is kept.</summary>
    /// <param name="path">Path below <c>kernel/</c>.</param>
    public bool Keeps(string path)
    {
        bool keeps = false;
        foreach (string pattern in patterns)
        {
            bool leavesOut = pattern[0] == '!';
            if (keeps == leavesOut && FileSystemName.MatchesSimpleExpression(leavesOut ? pattern[1..] : pattern, path, ignoreCase: false))
            {
                keeps = !leavesOut;
            }
        }

        return keeps;
    }

    /// <summary>Patterns that match no module of this kernel: mistakes, or drivers that it no longer has.</summary>
    public IReadOnlyList<string> Idle(IReadOnlyCollection<string> paths) =>
        [.. patterns.Where(pattern => !paths.Any(path => FileSystemName.MatchesSimpleExpression(pattern.TrimStart('!'), path, ignoreCase: false)))];
}
