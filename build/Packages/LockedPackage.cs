using System.Globalization;

namespace Mwan.Build.Packages;

/// <summary>One package of the lock file.</summary>
/// <param name="Set">What it is for: a file of <c>image/packages</c>.</param>
/// <param name="Name">Binary package.</param>
/// <param name="Version">Debian version (deb-version(7)).</param>
/// <param name="Architecture"><c>amd64</c> or <c>all</c>.</param>
/// <param name="Size">Size of the archive in bytes.</param>
/// <param name="Sha256">SHA-256 of the archive, lower case.</param>
public sealed record LockedPackage(string Set, string Name, string Version, string Architecture, long Size, string Sha256)
{
    /// <summary>Name of the archive as apt-get(8) download writes it: the colon of an epoch is escaped.</summary>
    public string FileName => $"{Name}_{Version.Replace(":", "%3a", StringComparison.Ordinal)}_{Architecture}.deb";

    /// <summary>The package as a person names it.</summary>
    public string Label => $"{Name} {Version}";

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Set} {Name} {Version} {Architecture} {Size} {Sha256}");
}
