using Mwan.Build.Machines;
using Mwan.Build.Publishing;
using Xunit;
using Xunit.Abstractions;

namespace Mwan.Tests.Upgrade;

/// <summary>A kernel that hangs for good, as no program of it can notice: the watchdog ends each try.</summary>
[Trait("Category", "full")]
public sealed class HangTests(ITestOutputHelper output)
{
    private const int Tries = 2;

    // A boot without KVM, the watchdog's minute, and its second one: i6300ESB counts twice before it resets.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(12);

    [Fact]
    public async Task A_hang_with_interrupts_off_in_each_try()
    {
        TrialReleases releases = await ThisRun.ReleasesAsync();

        await using Appliance appliance = await Appliance.StartAsync(releases, await ReleaseFault.Hanging.MakeAsync(releases, TrialReleases.Second));
        Assert.Equal(0, (await appliance.MwanAsync("upgrade", Appliance.Release, "--no-reboot")).Status);
        await appliance.Machine.RestartAsync(Deadline);
        await using ScratchDirectory scratch = ScratchDirectory.Create();
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            appliance.Machine.Guest.Patience = Deadline;
            Assert.Contains("mwan     1.1.0", (await appliance.MwanAsync("version")).Output, StringComparison.Ordinal);
            TimeSpan reset = await KernelHang.UntilResetAsync(appliance.Machine, scratch.File("debugger"), Deadline);
            output.WriteLine($"reset {reset.TotalSeconds:0} s after the hang");
            Assert.Equal(attempt + 1, appliance.Machine.Qmp.Events.Count(static name => name == "WATCHDOG"));
        }

        Assert.Equal("running", await appliance.BootedAsync());
        Assert.Matches(@"\* A +1\.0\.0 +good\n +B +1\.1\.0 +failed.*: it did not come as far as its gate", (await appliance.MwanAsync("slots")).Output);
    }
}
