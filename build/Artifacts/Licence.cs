namespace Mwan.Build.Artifacts;

/// <summary>The licence of a Debian package, from its copyright file.</summary>
public static class Licence
{
    /// <summary>Where a package has no machine-readable copyright file (Debian's copyright format 1.0).</summary>
    public const string Unknown = "NOASSERTION";

    /// <summary>
    /// Short names of all licences in the file, as Debian spells them, separated by <c>AND</c>; <see cref="Unknown"/> for a file that
    /// is prose.
    /// </summary>
    public static string Of(string root, string package)
    {
        string path = Path.Combine(root, "usr/share/doc", package, "copyright");
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return Unknown;
        }

        string[] names = [.. File.ReadLines(path)
            .Where(static line => line.StartsWith("License:", StringComparison.Ordinal))
            .Select(static line => line["License:".Length..].Trim())
            .Where(static name => name.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
        return names.Length == 0 ? Unknown : string.Join(" AND ", names.Select(static name => name.Contains(' ', StringComparison.Ordinal) ? $"({name})" : name));
    }
}
