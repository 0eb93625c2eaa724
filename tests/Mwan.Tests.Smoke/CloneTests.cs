using Mwan.Tests.Smoke.Routers;
using Xunit;

namespace Mwan.Tests.Smoke;

/// <summary>A second clone, through its life: first boot, a full disk, a restart, the power button.</summary>
public sealed class CloneTests(SharedRouter shared) : IClassFixture<SharedRouter>
{
    [Fact]
    public async Task A_clone_is_itself_stays_itself_with_a_full_disk_and_powers_off_cleanly_forwarding_nothing_untranslated()
    {
        await using Router clone = await Router.TurnOnAsync(new BootPlan { StateBytes = 256L << 20 });
        await clone.BootedAsync();
        Identity born = await Identity.OfAsync(clone);
        Assert.NotEqual(await Identity.OfAsync(shared.Router), born);
        Assert.NotEqual((await Identity.OfAsync(shared.Router)).MachineId, born.MachineId, StringComparer.Ordinal);
        Assert.NotEqual((await Identity.OfAsync(shared.Router)).HostKey, born.HostKey, StringComparer.Ordinal);
        await clone.ScriptAsync("dd if=/dev/zero of=/state/filled bs=1M 2>/dev/null || true; sync");

        string state = await clone.RebootAsync();

        Assert.Equal("running", state);
        Assert.Equal(born, await Identity.OfAsync(clone));
        Assert.Equal("2", await clone.ScriptAsync("journalctl --list-boots --no-pager --quiet | wc -l"));
        await clone.WaitForAsync(text => text.Contains("100% full", StringComparison.Ordinal), TimeSpan.FromSeconds(180), "mwan", "status");

        await using Traffic traffic = await Traffic.BeginAsync(clone);
        Assert.True(await traffic.IsForwardedWithoutFirewallAsync(), "The traffic of this test would not be forwarded even without a firewall, so it proves nothing.");
        await traffic.RestoreFirewallAsync();
        await clone.PowerOffAsync();

        Assert.Empty(traffic.UntranslatedWithFirewall);
        Assert.True(traffic.SentSinceFirewall > 100, $"Only {traffic.SentSinceFirewall} packets were sent until the end.");
        Assert.Contains("SHUTDOWN", clone.Machine.Qmp.Events, StringComparer.Ordinal);
        Assert.True(await FileSystem.IsCleanAsync(clone.StateFile), "The state disk was not unmounted.");
    }
}
