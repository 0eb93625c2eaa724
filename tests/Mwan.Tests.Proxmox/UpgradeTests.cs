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
        int handed = Host.Journal.Single(static entry => entry.Program == "systemd-run").Step!.Value;
        await Host.RestoreAsync("before");
        await Host.ForgetAsync($"after {handed}");
        await Builder.RunAsync(output, "upgrade", "--whole-disk");
        await Host.RestAsync();
        Assert.Contains(Second, await VersionAsync(), StringComparison.Ordinal);
    }

    private static string[] Verb(bool wholeDisk) => wholeDisk ? ["upgrade", "--whole-disk"] : ["upgrade"];

    private Task<string> VersionAsync() => Host.NeedAsync("until qm guest cmd 113 ping; do sleep 0.1; done 2>/dev/null; qm guest exec 113 -- mwan version");

    private async Task CertificatesAreThereAsync() => Assert.Contains("\"exitcode\" : 0", await Host.NeedAsync("qm guest exec 113 -- mwan certs show"), StringComparison.Ordinal);
}
