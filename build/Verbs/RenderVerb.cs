namespace Mwan.Build.Verbs;

/// <summary>Writes every generated file as a tree.</summary>
internal static class RenderVerb
{
    public static Task RunAsync(BuildOptions options, CancellationToken cancellationToken)
    {
        Workspace workspace = Workspace.Find(Environment.CurrentDirectory, options.Config, options.Output);
        string tree = SiteInput.Render(workspace, SiteInput.Load(workspace));
        Console.WriteLine($"{Directory.GetFiles(tree, "*", SearchOption.AllDirectories).Length} files in {tree}");
        return Task.CompletedTask;
    }
}
