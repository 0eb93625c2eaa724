using Mwan.Build.Processes;

namespace Mwan.Build.Steps;

/// <summary>The agent, published for the image: one file that needs no .NET on the box.</summary>
public static class AgentBinary
{
    private const string Step = "agent";

    // What the agent's bytes depend on besides its own two projects.
    private static readonly string[] Shared = ["Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig"];

    /// <summary>The program.</summary>
    public static async Task<string> GetAsync(BuildContext context, CancellationToken cancellationToken)
    {
        string root = context.Workspace.Root;
        string sdk = await Command.Of("dotnet", "--version").In(root).RunAsync(cancellationToken);
        using Cache.InputHash hash = InputHashOfSources(root).Add("sdk", sdk).Add("recipe", "3");
        foreach (string file in Shared)
        {
            hash.AddFile(file, Path.Combine(root, file));
        }

        string directory = await context.Cache.GetAsync(
            Step,
            hash.Key(),
            "agent (dotnet publish)",
            async (directory, report, token) =>
            {
                string intermediate = Path.Combine(directory, "dotnet");

                // The analyzers take longer than all the rest and change no byte: they have their say when the solution is built.
                var publish = Sandbox.AsRoot(
                    "dotnet", "publish", Path.Combine(root, "Mwan.Agent"), "--configuration", "Release", "--nologo", "--disable-build-servers", "-p:RunAnalyzers=false",
                    "--artifacts-path", intermediate, "--output", Path.Combine(directory, "publish"))
                    .LogTo(context.LogOf(Step))
                    // NuGet's own place is one for each name of a user, and in the user namespace everybody's name is root.
                    .WithEnvironment("NUGET_SCRATCH", Path.Combine(intermediate, "nuget"));
                try
                {
                    await publish.Telling(report.Now).RunAsync(token);
                }
                catch (CommandFailedException e) when (e.Tail.Contains("NU1301", StringComparison.Ordinal))
                {
                    throw new BuildException(
                        $"The NuGet packages of the agent could not be fetched:\n{e.Tail}\n"
                        + "Check the network (and https_proxy). Once they are there, a build needs none.", e);
                }

                File.Move(Path.Combine(directory, "publish", "mwan"), Path.Combine(directory, "mwan"));
                File.Move(Directory.GetFiles(Path.Combine(intermediate, "bin"), "mwan.deps.json", SearchOption.AllDirectories).Single(), Path.Combine(directory, "mwan.deps.json"));
                Directory.Delete(intermediate, recursive: true);
                Directory.Delete(Path.Combine(directory, "publish"), recursive: true);
            },
            cancellationToken);
        return Path.Combine(directory, "mwan");
    }

    private static Cache.InputHash InputHashOfSources(string root) => new Cache.InputHash()
        .AddProject("Mwan.Agent", Path.Combine(root, "Mwan.Agent"))
        .AddProject("Mwan.Config", Path.Combine(root, "Mwan.Config"));
}
