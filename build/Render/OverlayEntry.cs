namespace Mwan.Build.Render;

/// <summary>One file of the overlay.</summary>
/// <param name="Path">Relative to the overlay, with <c>/</c>.</param>
/// <param name="Source">Where it lies.</param>
public sealed record OverlayEntry(string Path, FileInfo Source)
{
    private const string TemplateSuffix = ".hbs";

    /// <summary>Whether the content is a template.</summary>
    public bool IsTemplate => Source.LinkTarget is null && Path.EndsWith(TemplateSuffix, StringComparison.Ordinal);

    /// <summary>The path in the image, its variables not yet filled in.</summary>
    public string Target => IsTemplate ? Path[..^TemplateSuffix.Length] : Path;

    /// <summary>All entries of an overlay in a stable order. Its own <c>README.md</c> speaks to people and is none.</summary>
    public static IEnumerable<OverlayEntry> In(string overlay) =>
        new DirectoryInfo(overlay)
            .EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Where(entry => entry.LinkTarget is not null || !entry.Attributes.HasFlag(FileAttributes.Directory))
            .Select(entry => new OverlayEntry(
                System.IO.Path.GetRelativePath(overlay, entry.FullName), new FileInfo(entry.FullName)))
            .Where(entry => !string.Equals(entry.Path, "README.md", StringComparison.Ordinal))
            .OrderBy(entry => entry.Path, StringComparer.Ordinal);
}
