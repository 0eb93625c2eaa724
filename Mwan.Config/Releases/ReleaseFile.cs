namespace Mwan.Config.Releases;

/// <summary>A file of a release.</summary>
/// <param name="Name">Its name beside the document; no path.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Sha256">Its hash, 64 hexadecimal digits in lower case.</param>
public sealed record ReleaseFile(string Name, long Size, string Sha256);
