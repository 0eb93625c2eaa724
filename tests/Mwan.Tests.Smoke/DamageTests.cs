using System.Text.RegularExpressions;
using Mwan.Tests.Smoke.Routers;
using Xunit;

namespace Mwan.Tests.Smoke;

/// <summary>Disks that are not what they were.</summary>
public sealed partial class DamageTests(SharedRouter shared) : IClassFixture<SharedRouter>
{
    /// <summary>Firmware, initrd, ten seconds of panic: no more than a boot.</summary>
    private static readonly TimeSpan BootFails = TimeSpan.FromSeconds(450);

    [Fact]
    public async Task A_flipped_byte_in_a_block_that_booting_reads_fails_the_boot()
    {
        const int SuperBlock = 1024;
        await using Router router = await Router.TurnOnAsync(new BootPlan
        {
            Change = async (machine, scratch) =>
            {
                string system = scratch.File("system.qcow2");
                GptPartition root = (await GptPartition.ReadAsync(system)).First(partition => partition.Type == GptPartition.Root);
                await Bench.Disks.FlipAsync(system, root.Start + SuperBlock);
                return machine with { Restarts = false };
            },
        });

        Match verity = await router.Machine.Console.WaitForAsync(Corrupted(), BootFails);
        await router.Machine.EndAsync(BootFails);

        Assert.True(verity.Success);
        Assert.DoesNotContain("login:", router.Machine.Console.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "full")]
    public async Task A_root_that_cannot_be_mounted_is_said_and_the_machine_restarts_by_itself()
    {
        const int Header = 4096;
        await using Router router = await Router.TurnOnAsync(new BootPlan
        {
            Change = async (machine, scratch) =>
            {
                string system = scratch.File("system.qcow2");
                GptPartition hashes = (await GptPartition.ReadAsync(system)).First(partition => partition.Type == GptPartition.RootVerity);
                await Bench.Disks.FillAsync(system, hashes.Start, Header, value: 0);
                return machine with { Restarts = false };
            },
        });

        await router.Machine.Console.WaitForAsync(NoRoot(), BootFails);
        await router.Machine.EndAsync(BootFails);

        Assert.DoesNotContain("login:", router.Machine.Console.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Press Enter", router.Machine.Console.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_state_disk_is_left_alone_and_the_router_boots_at_once_and_says_so()
    {
        await using Router router = await Router.TurnOnAsync(new BootPlan { State = StateDiskKind.Damaged });

        await router.BootedAsync();

        string status = await router.StatusAsync();
        Assert.Contains("!! STATE", status, StringComparison.Ordinal);
        Assert.Contains("VOLATILE", status, StringComparison.Ordinal);
        await UserspaceTime.AssertNotDelayedAsync(router, shared.Router);
        await router.PowerOffAsync();
        const int Looked = 1 << 16;
        Assert.All(await Bench.Disks.ReadAsync(router.StateFile, 0, Looked), value => Assert.Equal(0xA5, value));
    }

    [Fact]
    [Trait("Category", "full")]
    public async Task With_a_state_disk_too_small_for_anything_the_router_boots_and_says_so()
    {
        // Less than the smallest file system with a journal and one log file.
        await using Router router = await Router.TurnOnAsync(new BootPlan { StateBytes = 8L << 20 });

        await router.BootedAsync();

        Assert.Contains("!! STATE", await router.StatusAsync(), StringComparison.Ordinal);
        Assert.NotEmpty(await HostKey.OverNetworkAsync(router));
    }

    [GeneratedRegex("cannot mount the root of this slot", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex NoRoot();

    [GeneratedRegex("verity: .*(is corrupted|metadata block)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Corrupted();
}
