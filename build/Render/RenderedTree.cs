namespace Mwan.Build.Render;

/// <summary>The output directory: it writes each path once, with the modes of an image.</summary>
public sealed class RenderedTree(string root)
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly HashSet<string> written = new(StringComparer.Ordinal);

    /// <summary>Writes a file, 0755 if it is executable, else 0644.</summary>
    public void Write(string path, ReadOnlySpan<byte> content, bool executable)
    {
        string file = Claim(path);
        File.WriteAllBytes(file, content);
        File.SetUnixFileMode(file, executable ? Executable : Readable);
    }

    /// <summary>Writes a symbolic link.</summary>
    public void Link(string path, string target) => File.CreateSymbolicLink(Claim(path), target);

    private string Claim(string path)
    {
        if (!written.Add(path))
        {
            throw new RenderException($"{path}: two files of the overlay have this path in the image; remove or rename one.");
        }

        string file = Path.Combine(root, path);
        MakeDirectory(Path.GetDirectoryName(file)!);
        return file;
    }

    // Directory by directory, since only the mode of the last one could be given, and not past the umask.
    private static void MakeDirectory(string directory)
    {
        if (!Directory.Exists(directory))
        {
            MakeDirectory(Path.GetDirectoryName(directory)!);
            Directory.CreateDirectory(directory);
            File.SetUnixFileMode(directory, Executable);
        }
    }
}
