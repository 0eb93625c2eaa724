namespace Mwan.Build.Steps;

/// <summary>What an image says of itself.</summary>
/// <param name="Version">Version of the image, in the form of uapi-group's version format: it must rise from release to release.</param>
/// <param name="Commit">Commit of the clone, with <c>-dirty</c> if it has changes; <c>unknown</c> outside git.</param>
/// <param name="ConfigHash">SHA-256 of the resolved site.</param>
public sealed record Release(string Version, string Commit, string ConfigHash);
