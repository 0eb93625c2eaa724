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
        await apt.DownloadAsync(missing, arriving, cancellationToken);
        var bad = new List<string>();
        foreach (LockedPackage package in missing)
        {
            string archive = Path.Combine(arriving, package.FileName);
            if (!File.Exists(archive))
            {
                bad.Add($"  {package.Label}: the mirror does not have it (any more)");
            }
            else if (!HasHash(archive, package))
            {
                bad.Add($"  {package.Label}: the mirror's file has another hash than the lock");
            }
            else
            {
                File.Move(archive, PathOf(package), overwrite: true);
            }
        }

        if (bad.Count > 0)
        {
            throw new BuildException(
                $"{bad.Count} of {packages.Count} locked packages could not be fetched:\n{string.Join('\n', bad)}\n"
                + "Either take today's versions (dotnet cake --target=Lock), or build from the packages that the release kept (--packages=DIR).");
        }
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
