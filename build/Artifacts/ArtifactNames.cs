using Mwan.Config.Releases;

namespace Mwan.Build.Artifacts;

/// <summary>Names of what a build leaves in the output directory.</summary>
public static class ArtifactNames
{
    /// <summary>Checksums of all artifacts, in the format of sha256sum(1).</summary>
    public const string Checksums = "SHA256SUMS";

    /// <summary>What the image is made of.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>The same as a software bill of materials, SPDX 2.3.</summary>
    public const string Sbom = "sbom.spdx.json";

    /// <summary>Directory of the packages that the build used.</summary>
    public const string Packages = "packages";

    /// <summary>The disk.</summary>
    public static string Image(string version) => $"mwan-{version}.qcow2";

    /// <summary>Directory of the update payload: what another box writes into its free slot.</summary>
    public static string Payload(string version) => ReleaseIndex.DirectoryOf(version);

    /// <summary>The image in an output directory.</summary>
    /// <exception cref="BuildException">There is none.</exception>
    public static string FindImage(string output) =>
        (Directory.Exists(output) ? Directory.GetFiles(output, "mwan-*.qcow2") : [])
            .OrderByDescending(File.GetLastWriteTimeUtc)
            .FirstOrDefault()
        ?? throw new BuildException($"There is no image in {output}. Build one first: dotnet cake --target=Image");
}
