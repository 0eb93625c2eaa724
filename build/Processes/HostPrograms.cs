namespace Mwan.Build.Processes;

/// <summary>What the machine itself has to bring along; everything else comes with the tools tree.</summary>
public static class HostPrograms
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly HostProgram[] Needed =
    [
        new("mmdebstrap", "mmdebstrap", "makes Debian trees"),
        new("bwrap", "bubblewrap", "keeps every tool in namespaces that end with the build"),
        new("unshare", "util-linux", "makes namespaces"),
        new("mount", "mount", "shows tools their own processes only"),
        new("setpriv", "util-linux", "ends tools with the build"),
        new("dpkg-deb", "dpkg", "reads package archives"),
        new("apt-get", "apt", "fetches package archives"),
    ];

    // Someone who is not root gets subordinate ids through it.
    private static readonly HostProgram UserIds = new("newuidmap", "uidmap", "lets someone who is not root own the files of a Debian tree");

    /// <summary>The programs that <paramref name="searchPath"/> (as in <c>PATH</c>) does not have.</summary>
    public static IReadOnlyList<HostProgram> Missing(string? searchPath, bool isRoot)
    {
        string[] directories = (searchPath ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return [.. (isRoot ? Needed : Needed.Append(UserIds)).Where(needed => !Array.Exists(directories, directory => IsProgram(Path.Combine(directory, needed.Program))))];
    }

    /// <summary>Looks for all of them before anything is done.</summary>
    /// <exception cref="BuildException">Names all that are missing, what each is for, and how to install them.</exception>
    public static void Require(string? searchPath, bool isRoot)
    {
        IReadOnlyList<HostProgram> missing = Missing(searchPath, isRoot);
        if (missing.Count > 0)
        {
            IEnumerable<string> lines = missing.Select(static program => $"  {program.Program} (Debian package {program.Package}): {program.Use}");
            IEnumerable<string> packages = missing.Select(static program => program.Package).Distinct(StringComparer.Ordinal);
            throw new BuildException(
                $"The build needs what this machine does not have:\n{string.Join('\n', lines)}\n"
                + $"Install with: sudo apt-get install {string.Join(' ', packages)}\n"
                + "Or run ./build.sh, which installs it; where there is no apt: ./build.sh --docker");
        }
    }

    private static bool IsProgram(string path) => File.Exists(path) && (File.GetUnixFileMode(path) & AnyExecute) != UnixFileMode.None;
}
