using Mwan.Build.Steps;

namespace Mwan.Build.Verbs;

/// <summary>Builds the image.</summary>
internal static class ImageVerb
{
    public static async Task RunAsync(BuildOptions options, CancellationToken cancellationToken)
    {
        await using BuildSession session = BuildSession.Begin(options);
        BuildContext context = await session.ContextAsync(cancellationToken);
        string rendered = Path.Combine(session.Workspace.Output, "rendered");
        Directory.CreateDirectory(rendered);
        var release = new Release("0.1.0", await ImageBuild.CommitAsync(session.Workspace.Root, cancellationToken), "none");
        BuiltImage built = await ImageBuild.RunAsync(context, rendered, release, cancellationToken);
        session.Narrator.Say("image", built.Disk);
    }
}
