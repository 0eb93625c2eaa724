using System.Security.Cryptography;
using Mwan.Build.Cache;
using Mwan.Build.Narration;

namespace Mwan.Build.Packages;

/// <summary>Package archives by name, version and hash: from the cache, from a release's own directory, else from the mirror.</summary>
/// <param name="workspace">Where the cache lies.</param>
/// <param name="released">A directory with the packages of a release; null: none.</param>
/// <param name="apt">The mirror.</param>
/// <param name="narrator">Told of downloads.</param>
public sealed class PackageStore(Workspace workspace, string? released, Apt apt, Narrator narrator)
{
    private string Archives => Path.Combine(workspace.Cache, "packages");

    /// <summary>Where the archive of a package lies once <see cref="EnsureAsync"/> has been run for it.</summary>
    public string PathOf(LockedPackage package) => Path.Combine(Archives, package.FileName);

    /// <summary>Has every archive at hand, with the hash that the lock names.</summary>
    /// <exception cref="BuildException">The mirror no longer has some of them, or serves other bytes: names them all.</exception>
    public async Task EnsureAsync(IReadOnlyList<LockedPackage> packages, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Archives);
        using FileLock storeLock = await FileLock.TakeAsync(
            Path.Combine(workspace.Cache, "locks", "packages"),
            () => narrator.Say("packages", "another build fetches packages; waiting for it"),
            cancellationToken);
        var missing = packages.DistinctBy(static p => p.FileName, StringComparer.Ordinal).Where(package => !IsAtHand(package)).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        string arriving = Path.Combine(Archives, "arriving");
        await Sandbox.DeleteAsync(arriving, cancellationToken);
        Directory.CreateDirectory(arriving);
        try
        {
            Download download = await apt.DownloadAsync(missing, arriving, cancellationToken);
            string[] changed = [.. missing.Where(package => !Take(package, Path.Combine(arriving, package.FileName)))
                .Except(download.Gone).Except(download.Unfetched)
                .Select(static package => $"  {package.Label}: the mirror's file has another hash than the lock")];
            Report(download, changed, packages.Count);
        }
        finally
        {
            await Sandbox.DeleteAsync(arriving, CancellationToken.None);
        }
    }

    // Gone for good is one thing, a mirror that does not answer another: they have different remedies.
    private static void Report(Download download, IReadOnlyList<string> changed, int asked)
    {
        IReadOnlyList<string> lost = [.. download.Gone.Select(static package => $"  {package.Label}: the mirror does not have it (any more)"), .. changed];
        var text = new List<string>();
        if (lost.Count > 0)
        {
            text.Add($"{lost.Count} of {asked} locked packages are not to be had:");
            text.AddRange(lost);
            text.Add("Either take today's versions (dotnet cake --target=Lock), or build from the packages that the release kept (--packages=DIR).");
        }

        if (download.Unfetched.Count > 0)
        {
            text.Add($"{download.Unfetched.Count} of {asked} locked packages could not be fetched:");
            text.AddRange(download.Unfetched.Select(static package => $"  {package.Label}"));
            text.Add(download.Said);
            text.Add("Check the network (and http_proxy), or name another mirror: MWAN_MIRROR=URL ./build.sh. What has arrived is kept.");
        }

        if (text.Count > 0)
        {
            throw new BuildException(string.Join('\n', text));
        }
    }

    private bool Take(LockedPackage package, string archive)
    {
        bool isRight = HasHash(archive, package);
        if (isRight)
        {
            File.Move(archive, PathOf(package), overwrite: true);
        }

        return isRight;
    }

    private static bool HasHash(string path, LockedPackage package)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length != package.Size)
        {
            return false;
        }

        using FileStream stream = file.OpenRead();
        return Convert.ToHexStringLower(SHA256.HashData(stream)) == package.Sha256;
    }

    private bool IsAtHand(LockedPackage package)
    {
        if (HasHash(PathOf(package), package))
        {
            return true;
        }

        if (released is null || !HasHash(Path.Combine(released, package.FileName), package))
        {
            return false;
        }

        string copy = $"{PathOf(package)}.copy";
        File.Copy(Path.Combine(released, package.FileName), copy, overwrite: true);
        File.Move(copy, PathOf(package), overwrite: true);
        return true;
    }
}
