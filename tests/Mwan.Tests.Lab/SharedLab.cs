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
        await lab.InsertCertificatesAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (lab is not null)
        {
            await lab.DisposeAsync();
        }
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
