namespace Mwan.Build.Verbs;

/// <summary>Options that every verb takes.</summary>
/// <param name="Config">The site's file; null: <c>mwan.yaml</c>.</param>
/// <param name="Output">Directory of the results; null: <c>artifacts</c>.</param>
/// <param name="Packages">Packages that a release kept; null: those in the output directory, if any.</param>
/// <param name="Version">Version of the image.</param>
public sealed record BuildOptions(string? Config, string? Output, string? Packages, string Version);
