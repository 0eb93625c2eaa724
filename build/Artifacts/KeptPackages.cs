using Mwan.Build.Packages;
using Mwan.Build.Steps;

namespace Mwan.Build.Artifacts;

/// <summary>The Debian packages that a release keeps beside it, so that it can be built again when the mirror has moved on.</summary>
public static class KeptPackages
{
    /// <summary>Whether all are there; their hashes are looked at when they are used.</summary>
    public static bool AreThere(BuildContext context, string directory) =>
        Wanted(context).All(package => IsThere(package, directory));

    /// <summary>Adds what is missing, each archive complete or not at all, and deletes what the lock does not name.</summary>
    /// <exception cref="BuildException">Some are neither in the cache nor to be had.</exception>
    public static async Task WriteAsync(BuildContext context, string directory, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        IReadOnlyList<LockedPackage> wanted = Wanted(context);
        IReadOnlyList<LockedPackage> missing = [.. wanted.Where(package => !IsThere(package, directory))];
        await context.Store.EnsureAsync(missing, cancellationToken);
        string arriving = Path.Combine(directory, "arriving");
        try
        {
            foreach (LockedPackage package in missing)
            {
                cancellationToken.ThrowIfCancellationRequested();
                File.Copy(context.Store.PathOf(package), arriving, overwrite: true);
                File.Move(arriving, Path.Combine(directory, package.FileName), overwrite: true);
            }
        }
        finally
        {
            File.Delete(arriving);
        }

        var names = wanted.Select(static package => package.FileName).ToHashSet(StringComparer.Ordinal);
        foreach (string stale in Directory.GetFiles(directory).Where(path => !names.Contains(Path.GetFileName(path))))
        {
            File.Delete(stale);
        }
    }

    private static bool IsThere(LockedPackage package, string directory) =>
        new FileInfo(Path.Combine(directory, package.FileName)) is { Exists: true } file && file.Length == package.Size;

    // The emulator and firmware of tests and Run are no part of a release.
    private static IReadOnlyList<LockedPackage> Wanted(BuildContext context) =>
        [.. context.Lock.Packages.Where(static package => package.Set != "machines").DistinctBy(static package => package.FileName, StringComparer.Ordinal)];
}
