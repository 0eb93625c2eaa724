using Mwan.Build;
using Xunit;

namespace Mwan.Tests.Proxmox.Hosts;

/// <summary>A stand-in, the builder and images for one class of tests. Each test begins with the host as it was new.</summary>
public abstract class Bench : IAsyncLifetime
{
    /// <summary>Version that is deployed first.</summary>
    internal const string First = "1.0.0";

    /// <summary>Version that it is upgraded to.</summary>
    internal const string Second = "1.1.0";

    private StandInHost? host;

    /// <summary>The stand-in.</summary>
    internal StandInHost Host => host!;

    /// <summary>The builder.</summary>
    internal Builder Builder { get; private set; } = null!;

    /// <summary>Images and releases.</summary>
    internal Images Images { get; private set; } = null!;

    /// <summary>Starts the stand-in.</summary>
    public virtual async Task InitializeAsync()
    {
        host = await StandInHost.StartAsync();
        string config = Path.Combine(Workspace.Find(AppContext.BaseDirectory, config: null, output: null).Root, "mwan.yaml");
        Builder = new Builder(host, config);
        Images = new Images(Directory.CreateDirectory(Path.Combine(host.Scratch, "images")).FullName, host.Tree, config);
    }

    /// <summary>Ends it.</summary>
    public async Task DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }
    }

    /// <summary>From nothing to a box that runs the first version and is well.</summary>
    internal async Task BringUpAsync()
    {
        await Host.PaceAsync(0, 0);
        string output = await Images.OutputAsync(First);
        await Builder.NeedAsync(output, "host");
        await Builder.NeedAsync(output, "template");
        await Builder.NeedAsync(output, "deploy", $"--certificates={await Images.CertificatesAsync()}");
        await Host.RestAsync();
    }
}
