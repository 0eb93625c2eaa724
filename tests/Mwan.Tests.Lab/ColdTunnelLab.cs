using Mwan.Build.Artifacts;
using Mwan.Build.Lab;
using Mwan.Build.Machines;
using Mwan.Build.Processes;
using Mwan.Config;

namespace Mwan.Tests.Lab;

/// <summary>The lab around another site: one good WAN, and two tunnels that are kept cold; the peer of the first has a name, that of the second is reached by IPv6.</summary>
public sealed class ColdTunnelLab : SharedLab
{
    private readonly ScratchDirectory scratch = ScratchDirectory.Create();

    /// <inheritdoc/>
    protected override string Kept => Path.Combine(base.Kept, "cold-tunnel");

    private static string SiteOfThis => Path.Combine(Clone.Root, "tests", "Mwan.Tests.Lab", "cold-tunnel.yaml");

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await scratch.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async Task<LabParts> GatherAsync()
    {
        SiteReading reading = SiteFile.Load(SiteOfThis);
        string output = scratch.File("artifacts");
        _ = await Command
            .Of("dotnet", Path.Combine(AppContext.BaseDirectory, "Mwan.Build.dll"), "image", $"--config={SiteOfThis}", $"--output={output}")
            .In(Clone.Root)
            .RunAsync(CancellationToken.None);
        return Parts() with
        {
            Site = reading.Site ?? throw new InvalidOperationException(string.Join('\n', reading.Diagnostics)),
            Image = ArtifactNames.FindImage(output),
        };
    }
}
