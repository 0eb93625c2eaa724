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

    /// <summary>The modules that are kept: those that the patterns name, and whatever they depend on.</summary>
    /// <param name="dependencies">What <c>modules.dep</c> says: each module with all that it needs, as paths below <c>kernel/</c>.</param>
    public IReadOnlySet<string> Closure(IReadOnlyDictionary<string, IReadOnlyList<string>> dependencies)
    {
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string module, IReadOnlyList<string> needs) in dependencies)
        {
            if (Keeps(module))
            {
                kept.Add(module);
                kept.UnionWith(needs);
            }
        }

        return kept;
    }

    /// <summary>Patterns that match no module of this kernel: mistakes, or drivers that it no longer has.</summary>
    public IReadOnlyList<string> Idle(IReadOnlyCollection<string> paths) =>
        [.. patterns.Where(pattern => !paths.Any(path => FileSystemName.MatchesSimpleExpression(pattern.TrimStart('!'), path, ignoreCase: false)))];
}
