using Mwan.Build.Artifacts;
using Mwan.Build.Machines;
using Mwan.Build.Steps;

namespace Mwan.Build.Verbs;

/// <summary>The image in QEMU, console in the terminal.</summary>
internal static class RunVerb
{
    public static async Task RunAsync(BuildOptions options, string? keepState, CancellationToken cancellationToken)
    {
        Config.Site site;
        string image;
        string tree;
        await using (BuildSession session = BuildSession.Begin(options))
        {
            site = SiteInput.Load(session.Workspace);
            image = ArtifactNames.FindImage(session.Workspace.Output);
            tree = await ToolsTree.GetAsync(await session.ContextAsync(cancellationToken), "machines", cancellationToken);
        }

        var run = new RunOptions { Image = image, Site = site, Tree = new EmulatorTree(tree), KeepState = keepState };
        int code = await RunImage.RunAsync(run, Console.Out, cancellationToken);
        if (code != 0)
        {
            throw new BuildException($"QEMU ended with code {code}.");
        }
    }
}
