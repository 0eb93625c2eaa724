using Mwan.Build.Lab;
using Mwan.Build.Machines;
using Mwan.Build.Publishing;
using Xunit;
using Xunit.Abstractions;

namespace Mwan.Tests.Upgrade;

/// <summary>A release that fails, wherever it does, is left by itself for the one before it, and the box says why.</summary>
public abstract class FaultTests(ITestOutputHelper output)
{
    // Two tries and the way back, each a boot without KVM on a shared core; what does not come as far as its gate is waited for in each.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(30);

    /// <summary>Upgrades to a release that fails, and waits until the box is back and has said so.</summary>
    /// <param name="fault">How it fails.</param>
    private protected async Task ReturnsAsync(ReleaseFault fault)
    {
        TrialReleases releases = await ThisRun.ReleasesAsync();
        await using Appliance appliance = await Appliance.StartAsync(releases, await fault.MakeAsync(releases, TrialReleases.Second));
        string reason = fault.Reason(releases.Site);
        string state = await KeptState.ReadAsync(appliance.Machine);
        long started = TimeProvider.System.GetTimestamp();
        _ = await appliance.Machine.Guest.StartAsync(["mwan", "upgrade", Appliance.Release]);

        string slots = await UpgradeTrial.SlotsAsync(appliance.Machine, static slots => slots.Contains("* A", StringComparison.Ordinal) && slots.Contains("failed", StringComparison.Ordinal), Deadline);
        output.WriteLine($"back after {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s");
        Assert.Matches($@"\* A +1\.0\.0 +good\n +B +1\.1\.0 +failed.*: {reason}", slots);
        Assert.Equal("running", await appliance.BootedAsync());
        Assert.Contains($"version 1.1.0 did not prove itself, and the box returned to 1.0.0: {reason}", await appliance.StatusAsync("upgrade:"), StringComparison.Ordinal);
        Assert.Equal(state, await KeptState.ReadAsync(appliance.Machine));

        string trace = await appliance.ScriptAsync("sed -n 's/.*\"traceId\": \"\\(.*\\)\".*/\\1/p' /state/mwan/upgrade-1.json");
        Assert.Contains("did not prove itself", await appliance.ScriptAsync($"journalctl --boot --no-pager --output=cat MWAN_UPGRADE_TRACE_ID={trace}"), StringComparison.Ordinal);
        Assert.Contains("is written: the next boot is its first", await appliance.ScriptAsync($"journalctl --no-pager --output=cat MWAN_TRACE_ID={trace}"), StringComparison.Ordinal);
        Assert.Contains("was tried and failed", (await appliance.MwanAsync("upgrade", Appliance.Release)).Errors, StringComparison.Ordinal);
    }
}
