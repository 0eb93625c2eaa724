namespace Mwan.Build.Packages;

/// <summary>A file of <c>image/packages</c>: one package a line, <c>#</c> starts a comment.</summary>
public static class PackageList
{
    /// <summary>The names in a file.</summary>
    public static IReadOnlyList<string> Read(string path) =>
    [
        .. File.ReadLines(path)
            .Select(static line => line.Split('#')[0].Trim())
            .Where(static line => line.Length > 0),
    ];
}
