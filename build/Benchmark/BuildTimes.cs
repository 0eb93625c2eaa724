using System.Diagnostics;
using Mwan.Build.Processes;

namespace Mwan.Build.Benchmark;

/// <summary>Times of builds as a user starts them, <c>./build.sh</c> to its end, in a cache of their own.</summary>
public static class BuildTimes
{
    /// <summary>From nothing, cold with tools and packages cached, another config, and nothing changed.</summary>
    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        string scratch = Path.Combine(workspace.Output, "bench");
        await Sandbox.DeleteAsync(scratch, cancellationToken);
        Directory.CreateDirectory(scratch);
        try
        {
            string cache = Path.Combine(scratch, "cache");
            string config = Path.Combine(scratch, "site.yaml");
            string text = await File.ReadAllTextAsync(workspace.Config, cancellationToken);
            await File.WriteAllTextAsync(config, text, cancellationToken);

            Task<double> Build() => TimeAsync(workspace, cache, config, Path.Combine(scratch, "output"), cancellationToken);

            double fromNothing = await Build();
            foreach (string entry in Directory.GetFileSystemEntries(Path.Combine(cache, "steps")).Where(static path => !Path.GetFileName(path).StartsWith("tools-", StringComparison.Ordinal)))
            {
                await Sandbox.DeleteAsync(entry, cancellationToken);
            }

            await Sandbox.DeleteAsync(Path.Combine(scratch, "output"), cancellationToken);
            double cold = await Build();
            await File.WriteAllTextAsync(config, text.Replace("name: mwan\n", "name: mwan2\n", StringComparison.Ordinal), cancellationToken);
            double otherConfig = await Build();
            double unchanged = await Build();
            return
            [
                new("from nothing, downloads and tools tree included", fromNothing, "s", 240),
                new("cold, tools tree and packages cached", cold, "s", 100),
                new("only the config changed", otherConfig, "s", 30),
                new("nothing changed", unchanged, "s", 5),
            ];
        }
        finally
        {
            await Sandbox.DeleteAsync(scratch, CancellationToken.None);
        }
    }

    private static async Task<double> TimeAsync(Workspace workspace, string cache, string config, string output, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        await Command.Of("./build.sh", "--target=Image", $"--config={config}", $"--output={output}")
            .In(workspace.Root)
            .WithEnvironment("MWAN_CACHE", cache)
            .Telling(Console.WriteLine)
            .RunAsync(cancellationToken);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
