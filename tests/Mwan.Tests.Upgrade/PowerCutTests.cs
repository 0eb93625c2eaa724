using System.Security.Cryptography;
using Mwan.Build.Machines;
using Xunit;
using Xunit.Abstractions;

namespace Mwan.Tests.Upgrade;

/// <summary>The power goes while a release is being written: what was running boots, and running it again completes.</summary>
public sealed class PowerCutTests(ITestOutputHelper output)
{
    // systemd-sysupdate has been started; a UKI that is not whole yet lies on the EFI system partition.
    private const string Begun = "true";
    private const string Writing = "[ -e /run/mwan-upgrade/source ]";
    private const string WritingUki = "ls -A /boot/EFI/Linux | grep -q '^[.]'";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_power_cut_at_three_stages_of_an_upgrade_costs_nothing()
    {
        Releases releases = await Releases.OfThisRunAsync();
        await using Appliance appliance = await Appliance.StartAsync(releases, releases.Payload(Releases.Second));
        foreach (string stage in new[] { Begun, Writing, WritingUki })
        {
            Assert.True(await CutAsync(appliance, $"until {stage}; do sleep 0.02; done", Moment(TimeSpan.FromSeconds(1))), "The upgrade was over before the cut.");
        }

        await WritesAsync(appliance);
    }

    [Fact]
    [Trait("Category", "full")]
    public async Task Power_cuts_at_twenty_moments_of_an_upgrade_cost_nothing()
    {
        const int Cuts = 20;
        Releases releases = await Releases.OfThisRunAsync();
        int cuts = 0;
        while (cuts < Cuts)
        {
            await using Appliance appliance = await Appliance.StartAsync(releases, releases.Payload(Releases.Second));
            bool again = true;
            while (again && cuts < Cuts)
            {
                again = await CutAsync(appliance, Begun, Moment(Longest));
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

    /// <summary>Cuts the power amid an upgrade.</summary>
    /// <returns>Whether the upgrade was not over by then.</returns>
    private async Task<bool> CutAsync(Appliance appliance, string stage, TimeSpan after)
    {
        string state = await appliance.ScriptAsync("sha256sum /state/mwan/ssh/* | sort");
        _ = await appliance.Machine.Guest.StartAsync(["mwan", "upgrade", Appliance.Release, "--no-reboot"]);
        _ = await appliance.ScriptAsync(stage);
        await Task.Delay(after);
        Assert.Equal("running", await appliance.PowerCutAsync());

        string slots = (await appliance.MwanAsync("slots")).Output;
        output.WriteLine($"cut {after.TotalSeconds:0.0} s after '{stage}':\n{slots}");
        Assert.Matches(@"\* . +1\.[01]\.0 +good", slots);
        Assert.Equal(state, await appliance.ScriptAsync("sha256sum /state/mwan/ssh/* | sort"));
        return slots.Contains("* A", StringComparison.Ordinal);
    }

    private static TimeSpan Moment(TimeSpan longest) => TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)longest.TotalMilliseconds));

    private static async Task WritesAsync(Appliance appliance)
    {
        GuestResult written = await appliance.MwanAsync("upgrade", Appliance.Release, "--no-reboot");
        Assert.True(written.Status == 0, written.Errors + written.Output);
        Assert.Matches(@"B +1\.1\.0 +on trial, 2 boots left", (await appliance.MwanAsync("slots")).Output);
    }
}
