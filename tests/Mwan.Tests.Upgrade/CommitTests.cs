using System.Text.RegularExpressions;
using Mwan.Build.Machines;
using Mwan.Build.Publishing;
using Xunit;

namespace Mwan.Tests.Upgrade;

/// <summary>A good release is written, boots, proves itself and stays; the one before it is kept to fall back on.</summary>
public sealed class CommitTests
{
    [Fact]
    public async Task A_good_release_stays_and_the_one_before_it_is_kept()
    {
        TrialReleases releases = await ThisRun.ReleasesAsync();
        await using Appliance appliance = await Appliance.StartAsync(releases, releases.Payload(TrialReleases.Second));
        Assert.Matches(@"\* A +1\.0\.0 +good\n +B +- +empty", (await appliance.MwanAsync("slots")).Output);
        string state = await KeptState.ReadAsync(appliance.Machine);

        GuestResult written = await appliance.MwanAsync("upgrade", Appliance.Release, "--no-reboot");
        Assert.True(written.Status == 0, written.Errors + written.Output);
        Assert.Matches(@"B +1\.1\.0 +on trial, 2 boots left", (await appliance.MwanAsync("slots")).Output);
        Assert.Contains("version 1.1.0 is written and waits for a restart", await appliance.StatusAsync("upgrade:"), StringComparison.Ordinal);
        GuestResult again = await appliance.MwanAsync("upgrade", Appliance.Release, "--no-reboot");
        Assert.Equal(1, again.Status);
        Assert.Contains("is in the other slot already: reboot.", again.Errors, StringComparison.Ordinal);

        Assert.Equal("running", await appliance.RestartAsync());
        Assert.Matches(@" +A +1\.0\.0 +good\n\* B +1\.1\.0 +good", (await appliance.MwanAsync("slots")).Output);
        Assert.Contains("mwan     1.1.0", (await appliance.MwanAsync("version")).Output, StringComparison.Ordinal);
        Assert.Equal(state, await KeptState.ReadAsync(appliance.Machine));

        Assert.Contains("The box runs 1.1.0 already.", (await appliance.MwanAsync("upgrade", Appliance.Release)).Errors, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "full")]
    public async Task A_rollback_stays_over_cold_boots_and_leads_forward_again()
    {
        TrialReleases releases = await ThisRun.ReleasesAsync();
        await using Appliance appliance = await Appliance.StartAsync(releases, releases.Payload(TrialReleases.Second));
        string state = await KeptState.ReadAsync(appliance.Machine);
        Assert.Equal(0, (await appliance.MwanAsync("upgrade", Appliance.Release, "--no-reboot")).Status);
        Assert.Equal("running", await appliance.RestartAsync());

        Assert.Equal(0, (await appliance.MwanAsync("rollback", "--no-reboot")).Status);
        Assert.Equal("running", await appliance.RestartAsync());
        Assert.Matches(@"\* A +1\.0\.0 +good\n +B +1\.1\.0 +set aside by a rollback", (await appliance.MwanAsync("slots")).Output);
        Assert.Equal("running", await appliance.PowerCutAsync());
        Assert.Matches(@"\* A +1\.0\.0 +good\n +B +1\.1\.0 +set aside by a rollback", (await appliance.MwanAsync("slots")).Output);

        Assert.Equal(0, (await appliance.MwanAsync("rollback", "--no-reboot")).Status);
        Assert.Equal("running", await appliance.RestartAsync());
        Assert.Matches(@" +A +1\.0\.0 +good\n\* B +1\.1\.0 +good", (await appliance.MwanAsync("slots")).Output);
        Assert.Equal(state, await KeptState.ReadAsync(appliance.Machine));
    }

    [Fact]
    [Trait("Category", "full")]
    public async Task Five_releases_one_after_the_other_booted_warm_and_cold()
    {
        string[] versions = ["1.1.0", "1.2.0", "1.3.0", "1.4.0", "1.5.0"];
        TrialReleases releases = await ThisRun.ReleasesAsync();
        await using Appliance appliance = await Appliance.StartAsync(releases, releases.Together("five", await releases.OfVersionsAsync(versions)));
        string state = await KeptState.ReadAsync(appliance.Machine);
        string before = TrialReleases.First;
        foreach ((int number, string version) in versions.Index())
        {
            GuestResult written = await appliance.MwanAsync("upgrade", $"{Appliance.Release}/{version}", "--no-reboot");
            Assert.True(written.Status == 0, written.Errors + written.Output);
            Assert.Equal("running", number % 2 == 0 ? await appliance.PowerCutAsync() : await appliance.RestartAsync());
            string slots = (await appliance.MwanAsync("slots")).Output;
            Assert.Matches($@"\* {(number % 2 == 0 ? 'B' : 'A')} +{Regex.Escape(version)} +good", slots);
            Assert.Matches($@"(?m)^  {(number % 2 == 0 ? 'A' : 'B')} +{Regex.Escape(before)} +good", slots);
            Assert.Equal(state, await KeptState.ReadAsync(appliance.Machine));
            before = version;
        }
    }
}
