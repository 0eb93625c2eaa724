using Mwan.Build.Machines;
using Mwan.Config;
using Mwan.Tests.Smoke.Routers;
using Xunit;

namespace Mwan.Tests.Smoke;

/// <summary>A machine with more devices than the site knows, and without a state disk.</summary>
public sealed class ShiftTests(SharedRouter shared) : IClassFixture<SharedRouter>
{
    private static readonly string[] MorePorts = ["net3", "net6", "hostpci2", "hostpci4", "hostpci12"];

    [Fact]
    public async Task Names_stay_when_more_devices_shift_the_buses_and_without_a_state_disk_it_boots_at_once_and_says_so()
    {
        await using Router router = await Router.TurnOnAsync(new BootPlan { State = StateDiskKind.Absent, Change = AddDevicesAsync });

        string state = await router.BootedAsync();

        Assert.Equal("running", state);
        await Interfaces.AssertNamedAsync(router);
        Assert.NotEqual(await BusesAsync(shared.Router), await BusesAsync(router), StringComparer.Ordinal);
        string status = await router.StatusAsync();
        Assert.Contains("!! STATE", status, StringComparison.Ordinal);
        Assert.Contains("VOLATILE", status, StringComparison.Ordinal);
        await UserspaceTime.AssertNotDelayedAsync(router, shared.Router);
        Assert.NotEmpty(await HostKey.OverNetworkAsync(router));
        await AssertDamageIsNeverReturnedAsync(router);
    }

    private static async Task<VirtualMachine> AddDevicesAsync(VirtualMachine machine, ScratchDirectory scratch)
    {
        string extra = scratch.File("extra.qcow2");
        string another = scratch.File("another.qcow2");
        await Bench.Disks.BlankAsync(extra, 1 << 20);
        await Bench.Disks.BlankAsync(another, 1 << 20);
        return machine with
        {
            Disks = [.. machine.Disks, new Disk("scsi3", extra), new Disk("virtio0", another)],
            Nics = [.. MorePorts.Select(name => new Nic(new Port(name))), .. machine.Nics],
        };
    }

    private static async Task<string> BusesAsync(Router router) =>
        await router.ScriptAsync($"for i in {string.Join(' ', Interfaces.Configured.Select(link => link.Name))}; do readlink -f /sys/class/net/$i/device; done");

    /// <summary>A block of a file that nobody has read is changed on the disk: the file cannot be read, and the rest goes on.</summary>
    private static async Task AssertDamageIsNeverReturnedAsync(Router router)
    {
        const string File = "/usr/bin/tcpdump";
        string before = await router.AskAsync("sha256sum", File);
        await router.Machine.Qmp.DamageAsync("scsi0", await RootBlocks.OfFileAsync(router, File));
        await router.ScriptAsync("echo 3 > /proc/sys/vm/drop_caches");

        GuestResult read = await router.Machine.RunAsync("sha256sum", File);

        Assert.NotEqual(before, read.Text, StringComparer.Ordinal);
        Assert.Contains("Input/output error", read.Errors, StringComparison.Ordinal);
        Assert.Contains("verity", await router.AskAsync("dmesg"), StringComparison.Ordinal);
    }
}
