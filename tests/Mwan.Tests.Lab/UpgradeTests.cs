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
[Collection(nameof(UpgradeTests))]
[CollectionDefinition(nameof(UpgradeTests), DisableParallelization = true)]
[Trait("Category", "full")]
public sealed class UpgradeTests(UpgradeLab shared, ITestOutputHelper output) : IClassFixture<UpgradeLab>
{
    /// <summary>Every way to fail.</summary>
    public static TheoryData<string> Faults { get; } = [.. ReleaseFault.All.Select(static fault => fault.Name)];

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

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task The_LAN_has_its_Internet_back_after_a_release_with(string fault)
    {
        ReleaseFault way = ReleaseFault.All.Single(each => each.Name == fault);
        string state = await KeptState.ReadAsync(Lab.Router);
        await shared.HealthyAsync();
        double seconds = await new UpgradeTrial(Lab).ReturnAsync(way);
        shared.Report.Upgrade(way.What, seconds);
        output.WriteLine(FormattableString.Invariant($"{way.What}: new connections again after {seconds:0} s"));
        Assert.Equal(state, await KeptState.ReadAsync(Lab.Router));
        await shared.HealthyAsync();
    }
}
