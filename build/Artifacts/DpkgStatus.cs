namespace Mwan.Build.Artifacts;

/// <summary>dpkg's record of installed packages (<c>/var/lib/dpkg/status</c>, deb822(5)).</summary>
public static class DpkgStatus
{
    /// <summary>The fields of each installed package; continuation lines are left out.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Read(string path)
    {
        var packages = new List<IReadOnlyDictionary<string, string>>();
        var current = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(path).Append(""))
        {
            if (line.Length == 0)
            {
                if (current.Count > 0)
                {
                    packages.Add(current);
                    current = new Dictionary<string, string>(StringComparer.Ordinal);
                }
            }
            else if (!char.IsWhiteSpace(line[0]) && line.IndexOf(": ", StringComparison.Ordinal) is > 0 and int colon)
            {
                current[line[..colon]] = line[(colon + 2)..];
            }
        }

        return packages;
    }
}
