namespace Mwan.Agent.Certificates;

/// <summary>Reads the files that a person names. This may wait for a disk.</summary>
internal static class PemFiles
{
    // A chain has some KiB; a disk image given by mistake shall not fill the memory.
    private const long MaximumLength = 1024 * 1024;

    /// <summary>The files; a directory stands for what in it ends as certificates and keys do.</summary>
    /// <param name="paths">Files and directories.</param>
    /// <param name="flaws">Takes what cannot be read.</param>
    public static IReadOnlyList<PemFile> Read(IEnumerable<string> paths, ICollection<Flaw> flaws)
    {
        List<PemFile> files = [];
        foreach (string path in paths)
        {
            try
            {
                if (Directory.Exists(path))
                {
                    string[] inside = [.. Directory.EnumerateFiles(path).Where(IsPem).Order(StringComparer.Ordinal)];
                    if (inside.Length == 0)
                    {
                        flaws.Add(new Flaw(Fault.NothingInIt, Fatal: true, $"{path} holds no .pem, .crt, .cer or .key file: name the files themselves."));
                    }

                    files.AddRange(inside.Select(ReadOne));
                }
                else
                {
                    files.Add(ReadOne(path));
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                flaws.Add(new Flaw(Fault.Unreadable, Fatal: true, $"{path} cannot be read: {exception.Message}"));
            }
        }

        return files;
    }

    private static PemFile ReadOne(string path) => new FileInfo(path) is { Exists: true, Length: > MaximumLength }
        ? throw new IOException("it is too large for a certificate or key.")
        : new PemFile(Path.GetFileName(path), File.ReadAllText(path));

    private static bool IsPem(string path) => Path.GetExtension(path).ToUpperInvariant() is ".PEM" or ".CRT" or ".CER" or ".KEY";
}
