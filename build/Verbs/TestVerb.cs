using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Mwan.Build.Artifacts;
using Mwan.Build.Processes;

namespace Mwan.Build.Verbs;

/// <summary>Runs the suites on the image of this clone and counts.</summary>
internal static partial class TestVerb
{
    private const string Results = "results.trx";

    public static async Task RunAsync(BuildOptions options, TestSelection selection, CancellationToken cancellationToken)
    {
        TestSuite[] suites = [.. TestSuite.All.Where(suite => selection.Suite is null || suite.Name == selection.Suite)];
        if (suites.Length == 0)
        {
            throw new BuildException($"There is no suite '{selection.Suite}'. These are: {string.Join(", ", TestSuite.All.Select(static s => s.Name))}.");
        }

        Workspace workspace = Workspace.Find(Environment.CurrentDirectory, options.Config, options.Output);
        if (suites.Any(static suite => suite.Tree is not null))
        {
            await ImageVerb.RunAsync(options, cancellationToken);
            await ToolsVerb.RunAsync(options, suites.Any(static suite => suite.World), cancellationToken);
        }

        int passed = 0;
        int failed = 0;
        foreach (TestSuite suite in suites)
        {
            (int suitePassed, int suiteFailed) = await RunAsync(workspace, suite, selection, cancellationToken);
            if (suite.World)
            {
                await ReportAsync(LabDirectory(workspace), cancellationToken);
            }

            passed += suitePassed;
            failed += suiteFailed;
        }

        if (passed + failed == 0)
        {
            throw new BuildException($"No test has '{selection.Words}' in its name.");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{passed} passed, {failed} failed"));
        if (failed > 0)
        {
            throw new BuildException($"{failed} tests failed; they are named above.");
        }
    }

    private static string LabDirectory(Workspace workspace) => Path.Combine(workspace.Output, "lab");

    // The suite itself has written what it measured; how its tests ended is known now.
    private static async Task ReportAsync(string directory, CancellationToken cancellationToken)
    {
        string report = Path.Combine(directory, "report.md");
        string results = Path.Combine(directory, Results);
        if (File.Exists(results))
        {
            await File.AppendAllTextAsync(report, ScenarioTable.Render(XDocument.Parse(await File.ReadAllTextAsync(results, cancellationToken)), "Mwan.Tests.Lab."), cancellationToken);
        }

        if (File.Exists(report))
        {
            Console.WriteLine(await File.ReadAllTextAsync(report, cancellationToken));
        }
    }

    // A suite that ends badly without a count is a failure in itself.
    private static async Task<(int Passed, int Failed)> RunAsync(Workspace workspace, TestSuite suite, TestSelection selection, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        Console.WriteLine($"== {suite.Name}");
        string[] command = ["dotnet", "test", suite.Project, "--configuration", "Release", "--no-build", "--nologo", "--logger", suite.Slow ? "console;verbosity=normal" : "console;verbosity=minimal"];
        Command test = (suite.OwnNetwork ? Sandbox.InOwnNetwork(command[0], command[1..]) : Command.Of("setpriv", ["--pdeathsig", "TERM", .. command]))
            .With([.. selection.Filter])
            .In(workspace.Root)
            .WithEnvironment("MWAN_ARTIFACTS", workspace.Output)
            .WithEnvironment("MWAN_CONFIG", workspace.Config)
            .Telling(Console.WriteLine);
        if (suite.World)
        {
            // What an earlier run left would pass for this one's.
            string directory = LabDirectory(workspace);
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory, recursive: true);
            }

            test = test.With("--logger", $"trx;LogFileName={Results}", "--results-directory", directory);
        }

        if (selection.Full)
        {
            test = test.WithEnvironment("MWAN_RANDOM", "1");
        }

        if (suite.Tree is not null)
        {
            test = test
                .WithEnvironment("MWAN_TOOLS", Path.Combine(workspace.Output, "trees", suite.Tree))
                .WithEnvironment("MWAN_IMAGE", ArtifactNames.FindImage(workspace.Output));
        }

        CommandResult result = await test.TryRunAsync(cancellationToken);
        Match count = Count().Match(result.Output);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"== {suite.Name}: {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s"));
        if (!count.Success && selection.Words is not null && result.ExitCode == 0)
        {
            return (0, 0);
        }

        if (!count.Success)
        {
            Console.WriteLine($"== {suite.Name}: ended with code {result.ExitCode} and counted nothing");
            return (0, 1);
        }

        int failed = Number(count.Groups["failed"]);
        return (Number(count.Groups["passed"]), failed == 0 && result.ExitCode != 0 ? 1 : failed);
    }

    private static int Number(Group group) => group.Success ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    // The last lines of "dotnet test": one with all numbers when it says little, one for each that is not zero when it names every test.
    [GeneratedRegex(
        @"Failed:\s+(?<failed>\d+), Passed:\s+(?<passed>\d+)|Total tests: \d+(\s+Passed: (?<passed>\d+))?(\s+Failed: (?<failed>\d+))?",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000)]
    private static partial Regex Count();
}
