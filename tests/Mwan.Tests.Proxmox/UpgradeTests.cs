using System.Diagnostics;
using Mwan.Build.Processes;
using Mwan.Tests.Proxmox.Host.Guests;
using Mwan.Tests.Proxmox.Hosts;
using Xunit;

namespace Mwan.Tests.Proxmox;

/// <summary>Upgrades of both kinds, with images that are good and that are not, and the way back.</summary>
public sealed class UpgradeTests : Bench
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_good_image_stays_and_rollback_goes_back(bool wholeDisk)
    {
        await BringUpAsync();
        string output = await Images.OutputAsync(Second);
        string[] upgrade = Verb(wholeDisk);
        await Builder.NeedAsync(output, upgrade);
        Assert.Contains(Second, await VersionAsync(), StringComparison.Ordinal);
        await CertificatesAreThereAsync();
        Assert.DoesNotContain("mwan-release", await Host.NeedAsync("qm config 113"), StringComparison.Ordinal);
        IReadOnlyDictionary<string, string> before = Host.State();
        await Builder.NeedAsync(output, upgrade);
        Assert.Empty(StandInHost.Differences(before, Host.State()));
        await Builder.NeedAsync(output, "rollback");
        Assert.Contains(First, await VersionAsync(), StringComparison.Ordinal);
        await CertificatesAreThereAsync();
        before = Host.State();
        await Builder.NeedAsync(output, "rollback");
        Assert.Empty(StandInHost.Differences(before, Host.State()));
    }

    [Theory]
    [InlineData(Conduct.Unwell, "att was healthy before the upgrade and is not")]
    [InlineData(Conduct.Dead, "it did not come as far as its gate")]
    public async Task An_image_that_is_not_leaves_by_itself_and_the_reason_is_said(object conduct, string reason)
    {
        await BringUpAsync();
        string output = await Images.OutputAsync(Second, (Conduct)conduct);
        CommandResult result = await Builder.RunAsync(output, "upgrade");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(reason, result.Tail, StringComparison.Ordinal);
        Assert.Contains(First, await VersionAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Conduct.Unwell)]
    [InlineData(Conduct.Dead)]
    public async Task A_whole_disk_that_is_not_is_taken_out_again_by_the_host(object conduct)
    {
        await BringUpAsync();
        await Host.HurryAsync(60);
        string output = await Images.OutputAsync(Second, (Conduct)conduct);
        CommandResult result = await Builder.RunAsync(output, "upgrade", "--whole-disk");
        await Host.RestAsync();
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("back", result.Tail, StringComparison.Ordinal);
        Assert.Contains(First, await VersionAsync(), StringComparison.Ordinal);
        await CertificatesAreThereAsync();
    }

    [Fact]
    public async Task The_host_finishes_a_whole_disk_without_a_line()
    {
        await BringUpAsync();
        string output = await Images.OutputAsync(Second);
        await Host.ForgetAsync();
        await Host.SaveAsync("before");
        await Builder.NeedAsync(output, "upgrade", "--whole-disk");
        int handed = Host.Journal.Single(static entry => entry.Text == "systemctl start mwan-113-swap.service").Step!.Value;
        await Host.RestoreAsync("before");
        await Host.ForgetAsync($"after {handed}");
        await Builder.RunAsync(output, "upgrade", "--whole-disk");
        await Host.RestAsync();
        Assert.Contains(Second, await VersionAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Conduct.Good, Second, 0)]
    [InlineData(Conduct.Dead, First, 1)]
    public async Task A_power_cut_of_the_host_amid_an_exchange_does_not_leave_it_half_done(object conduct, string version, int code)
    {
        await BringUpAsync();
        await Host.PaceAsync(2000, 0);
        await Host.HurryAsync(30);
        string output = await Images.OutputAsync(Second, (Conduct)conduct);
        Task<CommandResult> upgrade = Builder.RunAsync(output, "upgrade", "--whole-disk");
        await AwaitAsync(() => File.Exists(Host.At("/var/lib/mwan/113/swap.result")) && File.ReadAllText(Host.At("/var/lib/mwan/113/swap.result")).Contains("boots", StringComparison.Ordinal));
        await Host.PowerCutAsync();

        // Whoever ordered it is still there, and is told.
        CommandResult result = await upgrade;
        await Host.RestAsync();
        Assert.True(result.ExitCode == code && (code == 0 || result.Tail.Contains("The old disk is back", StringComparison.Ordinal)), $"{result.ExitCode}: {result.Tail}");
        Assert.Contains(version, await VersionAsync(), StringComparison.Ordinal);
        await CertificatesAreThereAsync();
        Assert.Equal("not-found\n", (await Host.SshAsync("systemctl is-enabled mwan-113-swap.service")).Output);
        Assert.Empty(Host.Damage);
    }

    [Fact]
    public async Task After_a_power_cut_the_host_has_its_virtual_functions_before_the_box_starts()
    {
        await BringUpAsync();
        await Host.PowerCutAsync();
        await VersionAsync();
        string output = await Images.OutputAsync(First);
        foreach (string[] verb in (string[][])[["host"], ["deploy"]])
        {
            Assert.Contains("nothing to do", await Builder.NeedAsync(output, verb), StringComparison.Ordinal);
        }

        Assert.Empty(Host.Damage);
    }

    private static async Task AwaitAsync(Func<bool> condition)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(2), "It has not come so far within two minutes.");
            await Task.Delay(20);
        }
    }

    private static string[] Verb(bool wholeDisk) => wholeDisk ? ["upgrade", "--whole-disk"] : ["upgrade"];

    private Task<string> VersionAsync() => Host.NeedAsync("until qm guest cmd 113 ping; do sleep 0.1; done 2>/dev/null; qm guest exec 113 -- mwan version");

    private async Task CertificatesAreThereAsync() => Assert.Contains("\"exitcode\" : 0", await Host.NeedAsync("qm guest exec 113 -- mwan certs show"), StringComparison.Ordinal);
}
