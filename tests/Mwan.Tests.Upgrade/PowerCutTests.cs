using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Mwan.Build.Machines;
using Mwan.Build.Publishing;
using Xunit;
using Xunit.Abstractions;

namespace Mwan.Tests.Upgrade;

/// <summary>The power goes while slots change: what was running boots, or what was meant to, and doing it again completes it.</summary>
public sealed class PowerCutTests(ITestOutputHelper output)
{
    // systemd-sysupdate has been started; a UKI that is not whole yet lies on the EFI system partition.
    private const string Begun = "true";
    private const string Writing = "[ -e /run/mwan-upgrade/source ]";
    private const string WritingUki = "ls -A /boot/EFI/Linux | grep -q '^[.]'";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    // From the reset until the gate has passed, without KVM.
    private static readonly TimeSpan FirstBoot = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Down = TimeSpan.FromSeconds(240);
    private static readonly TimeSpan Renaming = TimeSpan.FromSeconds(2);
    private static readonly string[] UpgradeCommand = ["mwan", "upgrade", Appliance.Release, "--no-reboot"];
    private static readonly string[] RollbackCommand = ["mwan", "rollback", "--no-reboot"];

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

    [Fact]
    [Trait("Category", "full")]
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
            output.WriteLine($"cut {moment.TotalSeconds:0.0} s after the reset:\n{slots}");
            Assert.Matches($@"(?m)^\* . +{Regex.Escape(version)} +good", slots);
            Assert.Matches($@"(?m)^  . +{Regex.Escape(before)} +good", slots);
            Assert.Equal(state, await KeptState.ReadAsync(appliance.Machine));
            before = version;
        }
    }

    [Fact]
    [Trait("Category", "full")]
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

    /// <summary>Cuts the power amid a command; one of the two versions boots after it, and is good.</summary>
    /// <returns>What <c>mwan slots</c> says then.</returns>
    private async Task<string> CutAsync(Appliance appliance, string[] command, string stage, TimeSpan after)
    {
        string state = await KeptState.ReadAsync(appliance.Machine);
        _ = await appliance.Machine.Guest.StartAsync(command);
        _ = await appliance.ScriptAsync(stage);
        await Task.Delay(after);
        Assert.Equal("running", await appliance.PowerCutAsync());

        string slots = (await appliance.MwanAsync("slots")).Output;
        output.WriteLine($"{command[1]} cut {after.TotalSeconds:0.0} s after '{stage}':\n{slots}");
        Assert.Matches(@"\* . +1\.[01]\.0 +good", slots);
        Assert.Equal(state, await KeptState.ReadAsync(appliance.Machine));
        return slots;
    }

    private static bool IsFirst(string slots) => slots.Contains("* A", StringComparison.Ordinal);

    private static TimeSpan Moment(TimeSpan longest) => TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)longest.TotalMilliseconds));

    private static async Task WritesAsync(Appliance appliance)
    {
        GuestResult written = await appliance.MwanAsync(UpgradeCommand[1..]);
        Assert.True(written.Status == 0, written.Errors + written.Output);
        Assert.Matches(@"B +1\.1\.0 +on trial, 2 boots left", (await appliance.MwanAsync("slots")).Output);
    }
}
