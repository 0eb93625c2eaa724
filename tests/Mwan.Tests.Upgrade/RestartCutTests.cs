using System.Text.RegularExpressions;
using Mwan.Build.Machines;
using Mwan.Build.Publishing;
using Xunit;
using Xunit.Abstractions;

namespace Mwan.Tests.Upgrade;

/// <summary>The power goes when a release is written already: in its first boot, and while a rollback renames.</summary>
[Trait("Category", "full")]
public sealed class RestartCutTests(ITestOutputHelper output) : PowerCut(output)
{
    // From the reset until the gate has passed, without KVM.
    private static readonly TimeSpan FirstBoot = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Down = TimeSpan.FromSeconds(240);
    private static readonly TimeSpan Renaming = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_power_cut_in_the_first_boot_of_each_of_five_releases_costs_a_try_and_no_more()
    {
        string[] versions = ["1.1.0", "1.2.0", "1.3.0", "1.4.0", "1.5.0"];
        TrialReleases releases = await ThisRun.ReleasesAsync();
        await using Appliance appliance = await Appliance.StartAsync(releases, releases.Together("cut", await releases.OfVersionsAsync(versions)));
        string state = await KeptState.ReadAsync(appliance.Machine);
        string before = TrialReleases.First;
        foreach (string version in versions)
        {
            GuestResult written = await appliance.MwanAsync("upgrade", $"{Appliance.Release}/{version}", "--no-reboot");
            Assert.True(written.Status == 0, written.Errors + written.Output);
            await appliance.Machine.RestartAsync(Down);
            TimeSpan moment = Moment(FirstBoot);
            await Task.Delay(moment);
            Assert.Equal("running", await appliance.PowerCutAsync());
            string slots = (await appliance.MwanAsync("slots")).Output;
            Output.WriteLine($"cut {moment.TotalSeconds:0.0} s after the reset:\n{slots}");
            Assert.Matches($@"(?m)^\* . +{Regex.Escape(version)} +good", slots);
            Assert.Matches($@"(?m)^  . +{Regex.Escape(before)} +good", slots);
            Assert.Equal(state, await KeptState.ReadAsync(appliance.Machine));
            before = version;
        }
    }

    [Fact]
    public async Task Power_cuts_amid_a_rollback_leave_one_of_the_two()
    {
        const int Cuts = 6;
        TrialReleases releases = await ThisRun.ReleasesAsync();
        await using Appliance appliance = await Appliance.StartAsync(releases, releases.Payload(TrialReleases.Second));
        await WritesAsync(appliance);
        Assert.Equal("running", await appliance.RestartAsync());
        for (int cut = 0; cut < Cuts; cut++)
        {
            _ = await CutAsync(appliance, RollbackCommand, Begun, Moment(Renaming));
        }
    }
}
