using Mwan.Config.Schema;

namespace Mwan.Build.Verbs;

/// <summary>Writes what is generated from the description of the config: the schema for editors and the reference for people.</summary>
internal static class SchemaVerb
{
    public static async Task RunAsync(BuildOptions options, CancellationToken cancellationToken)
    {
        Workspace workspace = Workspace.Find(Environment.CurrentDirectory, options.Config, options.Output);
        await File.WriteAllTextAsync(Path.Combine(workspace.Root, "mwan.schema.json"), SiteSchema.Generate(), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(workspace.Root, "Mwan.Config", "README.md"), SiteReference.Generate(), cancellationToken);
        Console.WriteLine("mwan.schema.json and Mwan.Config/README.md");
    }
}
