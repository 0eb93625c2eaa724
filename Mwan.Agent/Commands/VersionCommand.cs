using System.CommandLine;
using Mwan.Agent.Control;
using Mwan.Agent.Observation;

namespace Mwan.Agent.Commands;

/// <summary><c>mwan version</c>: what the box runs; asks nobody.</summary>
internal static class VersionCommand
{
    private const string Description = """
        Prints what this box runs, whether the agent runs or not.

        Examples:
          mwan version
          mwan version --json | jq -r .commit

        Exit codes:
          0  printed
        """;

    /// <summary>The command.</summary>
    public static Command Create(Option<string> root)
    {
        Option<bool> json = new("--json") { Description = "Prints JSON." };
        Command command = new("version", Description) { json };
        command.SetAction(async (result, cancellation) =>
        {
            Release release = Release.Read(new Layout(result.GetValue(root) ?? "/"));
            await result.InvocationConfiguration.Output.WriteLineAsync(
                (result.GetValue(json) ? Json(release) : Text(release)).AsMemory(),
                cancellation);
            return ExitCode.Well;
        });
        return command;
    }

    private static string Json(Release release) => ControlJson.Indented(
        new VersionReport(release.Version, release.Commit, release.ConfigHash, release.Runtime, release.Kernel),
        ControlJson.Default.VersionReport);

    private static string Text(Release release) => string.Join('\n', new[]
    {
        $"mwan     {release.Version}",
        release.Commit is null ? null : $"commit   {release.Commit}",
        release.ConfigHash is null ? null : $"config   {release.ConfigHash}",
        $"runtime  {release.Runtime}",
        $"kernel   {release.Kernel}",
    }.OfType<string>());
}
