using System.Security.Cryptography;
using Mwan.Build.Steps;
using Mwan.Config;
using Mwan.Config.Releases;

namespace Mwan.Build.Verbs;

/// <summary>What the image that this clone builds says of itself.</summary>
internal static class ReleaseOf
{
    public static async Task<Release> TheCloneAsync(Workspace workspace, Site site, string version, CancellationToken cancellationToken) => new(
        ReleaseDocument.IsVersion(version) ? version : throw new BuildException($"--image-version={version}: a version is a digit, then letters, digits and . -, at most 31 characters, e.g. 1.2.0."),
        await ImageBuild.CommitAsync(workspace.Root, cancellationToken),
        Convert.ToHexStringLower(SHA256.HashData(SiteJson.Write(site))));
}
