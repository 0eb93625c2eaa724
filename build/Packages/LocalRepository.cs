using System.Text;
using Mwan.Build.Processes;

namespace Mwan.Build.Packages;

/// <summary>
/// A flat repository that holds exactly the locked packages, so that apt has nothing to choose. It needs no signature: each archive
/// was compared with the hash in the lock, which the clone vouches for.
/// </summary>
public static class LocalRepository
{
    /// <summary>Fills a directory with the archives and their index.</summary>
    public static async Task WriteAsync(PackageStore store, IReadOnlyList<LockedPackage> packages, string directory, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        var index = new StringBuilder();
        foreach (LockedPackage package in packages)
        {
            string archive = store.PathOf(package);
            File.Copy(archive, Path.Combine(directory, package.FileName));
            string control = await Command.Of("dpkg-deb", "--field", archive).RunAsync(cancellationToken);
            index.Append(control.TrimEnd()).Append('\n')
                .Append(System.Globalization.CultureInfo.InvariantCulture, $"Filename: ./{package.FileName}\nSize: {package.Size}\nSHA256: {package.Sha256}\n\n");
        }

        await File.WriteAllTextAsync(Path.Combine(directory, "Packages"), index.ToString(), cancellationToken);
    }
}
