namespace Mwan.Build.Artifacts;

/// <summary>One ingredient of the image.</summary>
/// <param name="Name">Package.</param>
/// <param name="Version">Its version.</param>
/// <param name="Architecture">Debian architecture; null for a NuGet package.</param>
/// <param name="Kind"><c>deb</c> or <c>nuget</c>.</param>
/// <param name="Sha256">Hash of the archive; null where none is recorded.</param>
/// <param name="Licence">As the package states it; <see cref="Artifacts.Licence.Unknown"/> where it does so in prose.</param>
public sealed record ManifestPackage(string Name, string Version, string? Architecture, string Kind, string? Sha256, string Licence);
