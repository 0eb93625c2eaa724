namespace Mwan.Tests.Image.Render;

/// <summary>All files of a tree: path to mode and content, or to the target of a link.</summary>
internal static class TreeListing
{
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };

    /// <summary>Lists a tree; a tree that does not exist is empty.</summary>
    public static SortedDictionary<string, string> Of(string root)
    {
        SortedDictionary<string, string> listing = new(StringComparer.Ordinal);
        if (Directory.Exists(root))
        {
            foreach (FileSystemInfo entry in new DirectoryInfo(root).EnumerateFileSystemInfos("*", Everything))
            {
                if (entry.LinkTarget is string target)
                {
                    listing.Add(Path.GetRelativePath(root, entry.FullName), $"-> {target}");
                }
                else if (entry is FileInfo file)
                {
                    listing.Add(Path.GetRelativePath(root, entry.FullName), $"{Mode(file)}\n{File.ReadAllText(file.FullName)}");
                }
            }
        }

        return listing;
    }

    // Git keeps no other bit of a mode.
    private static string Mode(FileInfo file) => file.UnixFileMode.HasFlag(UnixFileMode.UserExecute) ? "executable" : "file";
}
