namespace Mwan.Agent.Commands;

/// <summary>What <c>mwan version --json</c> prints.</summary>
/// <param name="Version">Version of the image.</param>
/// <param name="Commit">Commit it was built from; null: not in an image.</param>
/// <param name="ConfigHash">Hash of the site's configuration; null: not in an image.</param>
/// <param name="Runtime">The .NET runtime.</param>
/// <param name="Kernel">The kernel.</param>
internal sealed record VersionReport(string Version, string? Commit, string? ConfigHash, string Runtime, string Kernel);
