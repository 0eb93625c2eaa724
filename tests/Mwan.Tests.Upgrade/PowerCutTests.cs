using Mwan.Build.Publishing;
using Xunit;
using Xunit.Abstractions;

namespace Mwan.Tests.Upgrade;

/// <summary>The power goes while a release is being written: what was running boots, and running it again completes.</summary>
public sealed class PowerCutTests(ITestOutputHelper output) : PowerCut(output)
{
    // systemd-sysupdate has been started; a UKI that is not whole yet lies on the EFI system partition.
    private const string Writing = "[ -e /run/mwan-upgrade/source ]";
    private const string WritingUki = "ls -A /boot/EFI/Linux | grep -q '^[.]'";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_power_cut_at_three_stages_of_an_upgrade_costs_nothing()
    {
        TrialReleases releases = await ThisRun.ReleasesAsync();
        await using Appliance appliance = await Appliance.StartAsync(releases, releases.Payload(TrialReleases.Second));
        foreach (string stage in new[] { Begun, Writing, WritingUki })
        {
            Assert.True(IsFirst(await CutAsync(appliance, UpgradeCommand, $"until {stage}; do sleep 0.02; done", Moment(TimeSpan.FromSeconds(1)))), "The upgrade was over before the cut.");
        }

        await WritesAsync(appliance);
    }

    [Fact]
    [Trait("Category", "full")]
    public async Task Power_cuts_at_twenty_moments_of_an_upgrade_cost_nothing()
    {
        const int Cuts = 20;
        TrialReleases releases = await ThisRun.ReleasesAsync();
        int cuts = 0;
        while (cuts < Cuts)
        {
            await using Appliance appliance = await Appliance.StartAsync(releases, releases.Payload(TrialReleases.Second));
            bool again = true;
            while (again && cuts < Cuts)
            {
                again = IsFirst(await CutAsync(appliance, UpgradeCommand, Begun, Moment(Longest)));
                cuts++;
            }

            if (again)
            {
                await WritesAsync(appliance);
                Assert.Equal("running", await appliance.RestartAsync());
                Assert.Matches(@"\* B +1\.1\.0 +good", (await appliance.MwanAsync("slots")).Output);
            }
        }
    }

    private static bool IsFirst(string slots) => slots.Contains("* A", StringComparison.Ordinal);
}
