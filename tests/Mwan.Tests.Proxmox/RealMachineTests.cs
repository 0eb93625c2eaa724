using Mwan.Build.Processes;
using Mwan.Build.Publishing;
using Mwan.Tests.Proxmox.Hosts;
using Mwan.Tests.Upgrade;
using Xunit;

namespace Mwan.Tests.Proxmox;

/// <summary>The targets on the real image, which the stand-in boots in QEMU at the places of Proxmox. Its WANs lead nowhere.</summary>
public sealed class RealMachineTests : IAsyncLifetime
{
    private StandInHost? host;

    private StandInHost Host => host!;

    public async Task InitializeAsync()
    {
        host = await StandInHost.StartAsync();
        await host.EmulateAsync();
    }

    public async Task DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    [Trait("Category", "full")]
    public async Task From_nothing_through_both_upgrades_and_back_on_the_real_disk()
    {
        TrialReleases releases = await ThisRun.ReleasesAsync();
        Builder builder = new(Host, releases.Config, TimeSpan.FromMinutes(40));
        string first = Path.GetDirectoryName(releases.Image(TrialReleases.First))!;
        string second = Path.GetDirectoryName(releases.Image(TrialReleases.Second))!;
        string bad = await releases.OutputAsync(ReleaseFault.Panicking);
        await builder.NeedAsync(first, "host");
        await builder.NeedAsync(first, "template");

        // Nobody hands out certificates or leases here: it boots, and says what it waits for.
        CommandResult deployed = await builder.RunAsync(first, "deploy");
        Assert.Equal(1, deployed.ExitCode);
        Assert.Contains("The box runs, and stands at 802.1X", deployed.Tail, StringComparison.Ordinal);
        string links = await Host.NeedAsync("qm guest exec 113 -- ls /sys/class/net");
        Assert.All(["enmgmt0", "enmwanbr0", "enatt0", "enwebpass0", "enmbrains0"], link => Assert.Contains(link, links, StringComparison.Ordinal));
        Assert.Contains("/state ", await Host.NeedAsync("qm guest exec 113 -- cat /proc/mounts"), StringComparison.Ordinal);
        await RunsAsync(TrialReleases.First);
        await ReturnsAsync(builder, bad, "1.3.0 was rolled back: it did not come as far as its gate", "upgrade");
        await builder.NeedAsync(second, "upgrade");
        await RunsAsync(TrialReleases.Second);
        await builder.NeedAsync(second, "rollback");
        await RunsAsync(TrialReleases.First);
        await ReturnsAsync(builder, bad, "1.3.0 has not proved itself (the guest agent does not answer), and 1.0.0 runs again", "upgrade", "--whole-disk");
        await builder.NeedAsync(second, "upgrade", "--whole-disk");
        await RunsAsync(TrialReleases.Second);
        await builder.NeedAsync(second, "rollback");
        await RunsAsync(TrialReleases.First);
        await builder.NeedAsync(first, "destroy", "--yes");
        Assert.Empty(Host.Damage);
    }

    private async Task ReturnsAsync(Builder builder, string output, string reason, params string[] verb)
    {
        CommandResult result = await builder.RunAsync(output, verb);
        Assert.True(result.ExitCode == 1 && result.Tail.Contains(reason, StringComparison.Ordinal), $"{result.ExitCode}: {result.Tail}\nThe host was asked:\n{builder.Asked()}");
        await RunsAsync(TrialReleases.First);
    }

    private async Task RunsAsync(string version) => Assert.Contains($"mwan     {version}", await Host.NeedAsync("qm guest exec 113 -- mwan version"), StringComparison.Ordinal);
}
