using Xunit;

namespace Mwan.Tests.Proxmox.Hosts;

/// <summary>A stand-in that the tests of a class share; each turns it back before it begins.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    private StandInHost? host;

    /// <summary>The stand-in.</summary>
    internal StandInHost Host => host!;

    /// <summary>Starts it.</summary>
    public async Task InitializeAsync() => host = await StandInHost.StartAsync();

    /// <summary>Ends it.</summary>
    public async Task DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }
    }
}
