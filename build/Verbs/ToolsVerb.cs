using Mwan.Build.Steps;

namespace Mwan.Build.Verbs;

/// <summary>Makes the trees of tools that tests and Run need, and links them from the output directory.</summary>
internal static class ToolsVerb
{
    public static async Task RunAsync(BuildOptions options, CancellationToken cancellationToken)
    {
        await using BuildSession session = BuildSession.Begin(options);
        BuildContext context = await session.ContextAsync(cancellationToken);
        foreach (string set in (string[])["tools", "machines"])
        {
            string tree = await ToolsTree.GetAsync(context, set, cancellationToken);
            Link(Path.Combine(session.Workspace.Output, "trees", set), tree);
        }

        Link(Path.Combine(session.Workspace.Output, "trees", "root"), Path.Combine(await DebianRoot.GetAsync(context, await ToolsTree.GetAsync(context, "tools", cancellationToken), cancellationToken), "root"));
    }

    private static void Link(string link, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        string fresh = $"{link}.{Environment.ProcessId}";
        File.Delete(fresh);
        File.CreateSymbolicLink(fresh, target);
        File.Move(fresh, link, overwrite: true);
    }
}
