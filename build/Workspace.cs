namespace Mwan.Build;

/// <summary>Where everything lies: the clone, the site, the results and the cache.</summary>
/// <param name="Root">Top of the clone.</param>
/// <param name="Config">The site's file.</param>
/// <param name="Output">Directory of the results.</param>
/// <param name="Cache">Directory of what can be made again; shared by all clones of a user.</param>
public sealed record Workspace(string Root, string Config, string Output, string Cache)
{
    /// <summary>The OS as data: package lists, module list, partitions.</summary>
    public string Image => Path.Combine(Root, "image");

    /// <summary>Templates of the other end of a tunnel.</summary>
    public string VpsTemplates => Path.Combine(Image, "vps");

    /// <summary>The lock file.</summary>
    public string Lock => Path.Combine(Root, "mwan.lock");

    /// <summary>Files and templates laid over the root.</summary>
    public string Overlays => Path.Combine(Root, "overlays");

    /// <summary>The keys that releases are signed with: <c>MWAN_KEYS</c>, else <c>keys</c> in the clone, which git passes over.</summary>
    public string Keys => Environment.GetEnvironmentVariable("MWAN_KEYS") is { Length: > 0 } chosen ? Path.GetFullPath(chosen) : Path.Combine(Root, "keys");

    /// <summary>Full output of the tools of this build.</summary>
    public string Logs => Path.Combine(Output, "logs");

    /// <summary>
    /// The workspace of the clone that holds <paramref name="directory"/>. The cache is <c>MWAN_CACHE</c>, else <c>mwan</c> in
    /// <c>XDG_CACHE_HOME</c> (XDG Base Directory Specification).
    /// </summary>
    public static Workspace Find(string directory, string? config, string? output)
    {
        string? root = Path.GetFullPath(directory);
        while (root is not null && !File.Exists(Path.Combine(root, "Mwan.Build.sln")))
        {
            root = Path.GetDirectoryName(root);
        }

        if (root is null)
        {
            throw new BuildException($"{directory} is not inside a clone of mwan (no Mwan.Build.sln above it). Run this from the clone.");
        }

        string cache = Environment.GetEnvironmentVariable("MWAN_CACHE") is { Length: > 0 } chosen
            ? chosen
            : Path.Combine(CacheHome(), "mwan");
        return new Workspace(
            root,
            Path.GetFullPath(config ?? Path.Combine(root, "mwan.yaml")),
            Path.GetFullPath(output ?? Path.Combine(root, "artifacts")),
            Path.GetFullPath(cache));
    }

    private static string CacheHome() =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } home
            ? home
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
}
