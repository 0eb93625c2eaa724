using Mwan.Build.Lab;
using Mwan.Build.Machines;
using Mwan.Build.Publishing;
using Xunit;
using Xunit.Abstractions;

namespace Mwan.Tests.Lab;

/// <summary>
/// From image to image among ISPs, under load: a good release stays, and whichever way one fails, the router is back by itself with all
/// that it kept, and its LAN has its Internet as before. What firmware, kernel and disks do besides is the upgrade suite's.
/// </summary>
[Collection(UpgradeLabTests.Name)]
[Trait("Category", "full")]
public sealed class UpgradeTests(UpgradeLab shared, ITestOutputHelper output)
{
    private RunningLab Lab => shared.Lab;

    [Fact]
    public async Task The_LAN_has_its_Internet_back_after_a_good_release()
    {
        string state = await KeptState.ReadAsync(Lab.Router);
        await shared.HealthyAsync();
        UpgradeTimes times = await new UpgradeTrial(Lab).StayAsync(TrialReleases.Second);
        output.WriteLine(FormattableString.Invariant($"written in {times.Written:0} s; new connections {times.Forwarded:0} s after the order to restart; proved after {times.Proved:0} s"));
        shared.Report.Upgrade("good", times.Forwarded);
        Assert.Matches(@" +A +1\.0\.0 +good\n\* B +1\.1\.0 +good", await Lab.AtRouterAsync("mwan slots"));
        Assert.Equal(state, await KeptState.ReadAsync(Lab.Router));
    }

    [Fact]
    public Task The_LAN_has_its_Internet_back_after_a_root_that_does_not_verify() => ReturnsAsync(ReleaseFault.Unverified);

    [Fact]
    public Task The_LAN_has_its_Internet_back_after_a_panic_in_the_initrd() => ReturnsAsync(ReleaseFault.Panicking);

    [Fact]
    public Task The_LAN_has_its_Internet_back_after_a_boot_that_does_not_come_as_far_as_the_gate() => ReturnsAsync(ReleaseFault.Stuck);

    [Fact]
    public Task The_LAN_has_its_Internet_back_after_an_agent_that_crashes() => ReturnsAsync(ReleaseFault.Crashing);

    [Fact]
    public Task The_LAN_has_its_Internet_back_after_a_configuration_that_blocks_every_WAN() => ReturnsAsync(ReleaseFault.Astray);

    [Fact]
    public Task The_LAN_has_its_Internet_back_after_hangs_with_interrupts_off() => ReturnsAsync(ReleaseFault.Hanging);

    private async Task ReturnsAsync(ReleaseFault fault)
    {
        string state = await KeptState.ReadAsync(Lab.Router);
        await shared.HealthyAsync();
        double seconds = await new UpgradeTrial(Lab).ReturnAsync(fault);
        shared.Report.Upgrade(fault.What, seconds);
        output.WriteLine(FormattableString.Invariant($"{fault.What}: new connections again after {seconds:0} s"));
        Assert.Equal(state, await KeptState.ReadAsync(Lab.Router));
        await shared.HealthyAsync();
    }
}
