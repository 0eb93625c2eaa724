using Mwan.Build.Processes;
using Mwan.Build.Steps;

namespace Mwan.Build.Verbs;

/// <summary>Makes the trees of tools that tests and Run need, and links them from the output directory.</summary>
internal static class ToolsVerb
{
    public static async Task RunAsync(BuildOptions options, bool world, CancellationToken cancellationToken)
    {
        await using BuildSession session = BuildSession.Begin(options);
        BuildContext context = await session.ContextAsync(cancellationToken);
        foreach (string set in (string[])["tools", "machines"])
        {
            string tree = await ToolsTree.GetAsync(context, set, cancellationToken);
            await LinkAsync(Path.Combine(session.Workspace.Output, "trees", set), tree, cancellationToken);
        }

        string tools = await ToolsTree.GetAsync(context, "tools", cancellationToken);
        string root = await DebianRoot.GetAsync(context, tools, cancellationToken);
        await LinkAsync(Path.Combine(session.Workspace.Output, "trees", "root"), Path.Combine(root, "root"), cancellationToken);
        if (world)
        {
            string kernel = await KernelTree.GetAsync(context, tools, cancellationToken);
            await LinkAsync(Path.Combine(session.Workspace.Output, "trees", "kernel"), kernel, cancellationToken);
            string lab = await WorldImage.GetAsync(context, tools, kernel, cancellationToken);
            await LinkAsync(Path.Combine(session.Workspace.Output, "trees", "world"), Path.GetDirectoryName(lab)!, cancellationToken);
        }
    }

    // ln(1) puts a link in the place of another in one step; two builds may do so at once.
    private static async Task LinkAsync(string link, string target, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        await Command.Of("ln", "--symbolic", "--force", "--no-target-directory", target, link).RunAsync(cancellationToken);
    }
}
