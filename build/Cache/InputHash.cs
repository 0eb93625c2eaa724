using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;

namespace Mwan.Build.Cache;

/// <summary>Hash of everything that a step depends on: names and contents, in a fixed order.</summary>
public sealed class InputHash : IDisposable
{
    private static readonly EnumerationOptions EveryEntry = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds a text under a label.</summary>
    public InputHash Add(string label, string text)
    {
        hash.AppendData(Encoding.UTF8.GetBytes($"{label}\0{text.Length}\0{text}\0"));
        return this;
    }

    /// <summary>Adds a file's content and whether it is executable; a link counts by its target.</summary>
    public InputHash AddFile(string label, string path)
    {
        if (new FileInfo(path).LinkTarget is { } target)
        {
            return Add(label, $"link {target}");
        }

        bool executable = File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute);
        using FileStream stream = File.OpenRead(path);
        return Add(label, $"{(executable ? "program" : "file")} {Convert.ToHexStringLower(SHA256.HashData(stream))}");
    }

    /// <summary>Adds every file below a directory.</summary>
    public InputHash AddDirectory(string label, string directory) => AddDirectory(label, directory, static _ => true);

    /// <summary>Adds every file of a C# project, without what its compiler leaves beside it.</summary>
    public InputHash AddProject(string label, string directory) =>
        AddDirectory(label, directory, static path => !path.Split('/').Any(static segment => segment is "bin" or "obj"));

    /// <summary>The key: 20 hexadecimal digits tell all builds of a user apart.</summary>
    public string Key() => Convert.ToHexStringLower(hash.GetCurrentHash())[..20];

    /// <inheritdoc/>
    public void Dispose() => hash.Dispose();

    private InputHash AddDirectory(string label, string directory, Func<string, bool> counts)
    {
        var paths = new FileSystemEnumerable<string>(directory, static (ref FileSystemEntry entry) => entry.ToFullPath(), EveryEntry)
        {
            // A link to a directory is an entry like one to a file: what counts is where it points.
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory || IsLink(ref entry),
            ShouldRecursePredicate = static (ref FileSystemEntry entry) => !IsLink(ref entry),
        }
            .Select(path => Path.GetRelativePath(directory, path))
            .Where(counts)
            .Order(StringComparer.Ordinal);
        foreach (string path in paths)
        {
            AddFile($"{label}/{path}", Path.Combine(directory, path));
        }

        return this;
    }

    private static bool IsLink(ref FileSystemEntry entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
}
