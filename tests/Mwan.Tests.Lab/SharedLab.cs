using Mwan.Build;
using Mwan.Build.Artifacts;
using Mwan.Build.Lab;
using Mwan.Build.Machines;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>One lab for the tests of a collection, with all WANs up that can be.</summary>
public sealed class SharedLab : IAsyncLifetime
{
    // Two emulated machines on two busy cores; the link itself is up within seconds.
    private static readonly TimeSpan UpDeadline = TimeSpan.FromSeconds(300);

    private RunningLab? lab;

    /// <summary>The lab.</summary>
    public RunningLab Lab => lab ?? throw new InvalidOperationException("The lab has not been started.");

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Workspace clone = Workspace.Find(AppContext.BaseDirectory, Variable("MWAN_CONFIG"), Variable("MWAN_ARTIFACTS"));
        SiteReading reading = SiteFile.Load(clone.Config);
        Site site = reading.Site ?? throw new InvalidOperationException(string.Join('\n', reading.Diagnostics));
        string trees = Path.Combine(clone.Output, "trees");
        lab = await RunningLab.StartAsync(new LabParts(
            site, ArtifactNames.FindImage(clone.Output), EmulatorTree.FromEnvironment(), Path.Combine(trees, "kernel", "vmlinuz"), Path.Combine(trees, "world", "world.cpio")));
        lab.Router.Guest.Patience = UpDeadline;
        await lab.InsertCertificatesAsync();
        await HealthyAsync(lab);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (lab is not null)
        {
            await lab.DisposeAsync();
        }
    }

    private static async Task HealthyAsync(RunningLab lab)
    {
        long started = TimeProvider.System.GetTimestamp();
        string status;
        do
        {
            status = await lab.AtRouterAsync("mwan status 2>&1 || true");
            if (lab.Network.Site.Wans.All(wan => IsHealthy(status, wan.Name)))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromSeconds(1));
        }
        while (TimeProvider.System.GetElapsedTime(started) < UpDeadline);
        string journal = await lab.AtRouterAsync("journalctl --boot --no-pager --lines=60");
        string world = await lab.AtAsync("internet", "tail -n 8 /run/world/*.log");
        throw new TimeoutException($"Not all WANs are well within {UpDeadline}:\n{status}\n{journal}\n{world}");
    }

    /// <summary>Whether both rows of a WAN say that it is healthy.</summary>
    private static bool IsHealthy(string status, string name)
    {
        string[] lines = status.Split('\n');
        int row = Array.FindIndex(lines, line => line.StartsWith($"{name} ", StringComparison.Ordinal) && line.Contains(" IPv4 ", StringComparison.Ordinal));
        return row >= 0 && row + 1 < lines.Length && lines[row..(row + 2)].All(static line => line.Contains(" healthy ", StringComparison.Ordinal));
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
