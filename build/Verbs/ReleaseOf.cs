using System.Security.Cryptography;
using Mwan.Build.Steps;
using Mwan.Config;

namespace Mwan.Build.Verbs;

/// <summary>What the image that this clone builds says of itself.</summary>
internal static class ReleaseOf
{
    public static async Task<Release> TheCloneAsync(Workspace workspace, Site site, string version, CancellationToken cancellationToken) => new(
        version,
        await ImageBuild.CommitAsync(workspace.Root, cancellationToken),
        Convert.ToHexStringLower(SHA256.HashData(SiteJson.Write(site))));
}
