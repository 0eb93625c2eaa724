using Mwan.Build.Artifacts;
using Mwan.Build.Cache;
using Mwan.Build.Signing;
using Mwan.Build.Steps;
using Mwan.Config;

namespace Mwan.Build.Verbs;

/// <summary>Builds the image.</summary>
internal static class ImageVerb
{
    public static async Task<Site> RunAsync(BuildOptions options, CancellationToken cancellationToken)
    {
        await using BuildSession session = BuildSession.Begin(options);
        Workspace workspace = session.Workspace;
        Site site = SiteInput.Load(workspace);
        Directory.CreateDirectory(workspace.Output);
        using FileLock outputLock = await FileLock.TakeAsync(
            Path.Combine(workspace.Output, ".lock"),
            () => session.Narrator.Say("image", $"another build writes to {workspace.Output}; waiting for it"),
            cancellationToken);
        string rendered = SiteInput.Render(workspace, site);
        var keys = new SigningKeys(workspace.Keys);
        keys.PutInto(rendered);
        BuildContext context = await session.ContextAsync(cancellationToken);
        Release release = await ReleaseOf.TheCloneAsync(workspace, site, options.Version, cancellationToken);
        BuiltImage built = await ImageBuild.RunAsync(context, site, rendered, release, keys.SecureBoot, cancellationToken);
        await Publication.WriteAsync(context, built, release, site.Appliance.HostName, keys, cancellationToken);
        string image = Path.Combine(workspace.Output, ArtifactNames.Image(release.Version));
        session.Narrator.Say("image", $"{image} ({new FileInfo(image).Length / 1_000_000} MB)");
        return site;
    }
}
