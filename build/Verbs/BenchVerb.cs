using System.Globalization;
using System.Text.Json;
using Mwan.Build.Artifacts;
using Mwan.Build.Benchmark;
using Mwan.Build.Machines;
using Mwan.Build.Publishing;
using Mwan.Build.Steps;
using Mwan.Config;
using Spectre.Console;

namespace Mwan.Build.Verbs;

/// <summary>Measures the image and its build, and prints each value next to its budget.</summary>
internal static class BenchVerb
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task RunAsync(BuildOptions options, bool full, CancellationToken cancellationToken)
    {
        await ImageVerb.RunAsync(options, cancellationToken);
        await ToolsVerb.RunAsync(options, world: true, cancellationToken);
        Workspace workspace;
        Site site;
        string machines;
        string agent;
        await using (BuildSession session = BuildSession.Begin(options))
        {
            workspace = session.Workspace;
            site = SiteInput.Load(workspace);
            BuildContext context = await session.ContextAsync(cancellationToken);
            machines = await ToolsTree.GetAsync(context, "machines", cancellationToken);
            agent = await AgentBinary.GetAsync(context, cancellationToken);
        }

        string rendered = SiteInput.Render(workspace, site);
        string image = ArtifactNames.FindImage(workspace.Output);
        List<Measurement> measurements = [new("qcow2", new FileInfo(image).Length / 1e6, "MB", 150)];
        try
        {
            measurements.AddRange(await BootMeasurement.MeasureAsync(site, image, new EmulatorTree(machines), cancellationToken));
            measurements.AddRange(await AgentMeasurement.MeasureAsync(site, agent, rendered, cancellationToken));
            measurements.AddRange(await BuildTimes.MeasureAsync(workspace, cancellationToken));
            await foreach (Measurement one in UpgradeMeasurement.MeasureAsync(workspace, full ? ReleaseFault.All : [], cancellationToken))
            {
                AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{one.What}: {one.Value:0.0#} {one.Unit}");
                measurements.Add(one);
            }
        }
        finally
        {
            // An hour of values outlives whatever ends it.
            await File.WriteAllTextAsync(Path.Combine(workspace.Output, "bench.json"), JsonSerializer.Serialize(measurements, Json), CancellationToken.None);
            Show(measurements);
        }
    }

    private static void Show(IEnumerable<Measurement> measurements)
    {
        var table = new Table().AddColumn("").AddColumn(new TableColumn("measured").RightAligned()).AddColumn(new TableColumn("budget").RightAligned()).AddColumn("");
        foreach (Measurement m in measurements)
        {
            table.AddRow(
                Markup.Escape(m.What),
                FormattableString.Invariant($"{m.Value:0.0#} {m.Unit}"),
                m.Budget is double budget ? FormattableString.Invariant($"{budget:0} {m.Unit}") : "",
                m.IsWithin ? "" : "over");
        }

        AnsiConsole.Write(table);
    }
}
