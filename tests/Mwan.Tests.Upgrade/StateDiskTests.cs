using System.Text.RegularExpressions;
using Mwan.Build.Machines;
using Mwan.Build.Publishing;
using Xunit;

namespace Mwan.Tests.Upgrade;

/// <summary>An upgrade with a state disk that is no help: the new image stays all the same, judged by its plan.</summary>
[Trait("Category", "full")]
public sealed partial class StateDiskTests
{
    private const string Refused = "The state disk does not take it";

    [Fact]
    public async Task Without_a_state_disk()
    {
        TrialReleases releases = await ThisRun.ReleasesAsync();
        await using Appliance appliance = await Appliance.StartAsync(releases, releases.Payload(TrialReleases.Second), hasState: false);
        await WriteAsync(appliance, warning: null);
        await StaysAsync(appliance, await appliance.RestartAsync());
    }

    [Fact]
    public async Task With_a_full_state_disk()
    {
        TrialReleases releases = await ThisRun.ReleasesAsync();
        await using Appliance appliance = await Appliance.StartAsync(releases, releases.Payload(TrialReleases.Second));
        string keys = await KeptState.ReadAsync(appliance.Machine);
        _ = await appliance.ScriptAsync("dd if=/dev/zero of=/state/full bs=1M status=none 2> /dev/null || true; dd if=/dev/zero of=/state/fuller bs=1 status=none 2> /dev/null || true");
        await WriteAsync(appliance, Refused);
        await StaysAsync(appliance, await appliance.RestartAsync());
        Assert.Equal(keys, await KeptState.ReadAsync(appliance.Machine));
    }

    [Fact]
    public async Task With_a_state_disk_that_is_damaged_before_the_new_image_boots()
    {
        TrialReleases releases = await ThisRun.ReleasesAsync();
        await using Appliance appliance = await Appliance.StartAsync(releases, releases.Payload(TrialReleases.Second));
        await WriteAsync(appliance, warning: null);
        _ = await appliance.ScriptAsync("dd if=/dev/urandom of=/dev/disk/by-serial/mwan-state bs=1M count=64 conv=fsync status=none");
        await StaysAsync(appliance, await appliance.PowerCutAsync());
    }

    private static async Task WriteAsync(Appliance appliance, string? warning)
    {
        GuestResult written = await appliance.MwanAsync("upgrade", Appliance.Release, "--no-reboot");
        Assert.True(written.Status == 0, written.Errors + written.Output);
        if (warning is not null)
        {
            Assert.Contains(warning, written.Errors + written.Output, StringComparison.Ordinal);
        }
    }

    private static async Task StaysAsync(Appliance appliance, string state)
    {
        string slots = (await appliance.MwanAsync("slots")).Output;
        Assert.True(Kept().IsMatch(slots), slots);
        Assert.True(state is "running" or "degraded", state);
    }

    [GeneratedRegex(@" +A +1\.0\.0 +good\n\* B +1\.1\.0 +good", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Kept();
}
