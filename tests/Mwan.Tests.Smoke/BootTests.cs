using System.Globalization;
using Mwan.Tests.Smoke.Routers;
using Xunit;
using Xunit.Abstractions;

namespace Mwan.Tests.Smoke;

[Collection(SharedRouterCollection.Name)]
public sealed class BootTests(SharedRouter shared, ITestOutputHelper output)
{
    private Router Router => shared.Router;

    [Fact]
    public void The_system_is_running_and_no_unit_has_failed()
    {
        output.WriteLine($"{shared.State} after {shared.BootTime.TotalSeconds:0.0} s");

        Assert.Equal("", shared.FailedUnits);
        Assert.Equal("running", shared.State);
    }

    [Fact]
    public void The_journal_has_no_error_that_is_not_allowed()
    {
        IReadOnlyList<AllowedError> allowed = AllowedError.Read();

        string[] surprises = [.. shared.Errors.Where(entry => !allowed.Any(line => line.Allows(entry))).Select(entry => entry.ToString())];
        Assert.True(surprises.Length == 0, string.Join('\n', surprises));
    }

    [Fact]
    public void Every_allowed_error_occurs()
    {
        string[] unused = [.. AllowedError.Read().Where(line => !shared.Errors.Any(line.Allows)).Select(line => line.ToString())];
        Assert.True(unused.Length == 0, string.Join('\n', unused));
    }

    [Fact]
    public async Task Every_interface_has_its_configured_name() => await Interfaces.AssertNamedAsync(Router);

    [Fact]
    public async Task The_firewall_is_loaded_before_any_link_is_up()
    {
        TimeSpan loaded = await MonotonicAsync("nftables-baseline.service", "ActiveEnterTimestampMonotonic");
        TimeSpan networkd = await MonotonicAsync("systemd-networkd.service", "InactiveExitTimestampMonotonic");
        IReadOnlyList<JournalEntry> links = JournalEntry.Parse(
            await Router.ScriptAsync("journalctl --boot --no-pager --output=json --grep='Link UP|Link is Up|link becomes ready|Gained carrier' --case-sensitive=no"));

        Assert.NotEqual(TimeSpan.Zero, loaded);
        Assert.True(loaded < networkd, $"networkd starts at {networkd}, the firewall is loaded at {loaded}.");
        Assert.NotEmpty(links);
        Assert.All(links, entry => Assert.True(entry.Monotonic > loaded, $"{entry} comes before the firewall, at {loaded}."));
    }

    [Fact]
    public async Task The_root_is_read_only()
    {
        Assert.Contains("Read-only file system", await Router.ScriptAsync("touch /usr/lib/written 2>&1 || true"), StringComparison.Ordinal);
        Assert.NotEqual(0, (await Router.Machine.RunAsync("mount", "--options=remount,rw", "/")).Status);
    }

    [Fact]
    public async Task The_root_is_verified()
    {
        Assert.Equal("erofs", await Router.AskAsync("findmnt", "--noheadings", "--output=FSTYPE", "/"));
        string device = await Router.ScriptAsync("basename $(readlink -f /sys/dev/block/$(findmnt --noheadings --output=MAJ:MIN / | tr -d ' '))");
        Assert.StartsWith("CRYPT-VERITY", await Router.AskAsync("cat", $"/sys/block/{device}/dm/uuid"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_state_lies_on_the_state_disk()
    {
        string source = await Router.AskAsync("findmnt", "--noheadings", "--output=SOURCE", "/state");

        Assert.Contains("ID_SCSI_SERIAL=mwan-state", await Router.AskAsync("udevadm", "info", "--query=property", source), StringComparison.Ordinal);
        Assert.Contains(source, await Router.AskAsync("findmnt", "--noheadings", "--output=SOURCE", "/var/log/journal"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_agent_answers()
    {
        string status = await Router.StatusAsync();
        string version = await Router.AskAsync("mwan", "version");
        output.WriteLine(status);

        Assert.Contains(Bench.Site.Appliance.Name, status, StringComparison.Ordinal);
        Assert.DoesNotContain("!!", status, StringComparison.Ordinal);
        Assert.Contains("verified", status, StringComparison.Ordinal);
        Assert.Contains("ext4", status, StringComparison.Ordinal);
        Assert.Contains(VersionOf(Bench.Image), version, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_agent_starts_again_when_it_dies()
    {
        string before = await Router.AskAsync("systemctl", "show", "--property=MainPID", "--value", "mwan.service");

        await Router.AskAsync("systemctl", "kill", "--signal=KILL", "mwan.service");

        string[] wanted = ["ActiveState=active", "MainPID="];
        await Router.WaitForAsync(
            text => wanted.All(line => text.Contains(line, StringComparison.Ordinal)) && !text.Contains($"MainPID={before}", StringComparison.Ordinal),
            TimeSpan.FromSeconds(180),
            "systemctl", "show", "--property=ActiveState,MainPID", "mwan.service");
        await Router.WaitForAsync(text => text.Contains("version", StringComparison.Ordinal), TimeSpan.FromSeconds(180), "mwan", "status");
    }

    /// <summary>The part of <c>mwan-VERSION.qcow2</c>.</summary>
    private static string VersionOf(string image) => Path.GetFileNameWithoutExtension(image)["mwan-".Length..];

    private async Task<TimeSpan> MonotonicAsync(string unit, string property) => TimeSpan.FromMicroseconds(
        long.Parse(await Router.AskAsync("systemctl", "show", $"--property={property}", "--value", unit), CultureInfo.InvariantCulture));
}
