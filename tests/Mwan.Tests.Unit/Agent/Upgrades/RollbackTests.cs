using Mwan.Agent.Upgrades;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Upgrades;

public sealed class RollbackTests
{
    [Fact]
    public void To_an_older_one_what_runs_is_set_aside() => Assert.True(Of("B", ["mwan_1.0.efi", "mwan_1.1.efi"], targetIsNewer: false).Rollback!.SetAside);

    [Fact]
    public void To_a_newer_one_the_boot_loader_goes_by_itself() => Assert.False(Of("A", ["mwan_1.0.efi", "mwan_1.1+0-2.efi"], targetIsNewer: true).Rollback!.SetAside);

    [Fact]
    public void An_empty_slot_cannot_be_gone_back_to() =>
        Assert.Equal("The other slot holds nothing that could be booted (not finished: nothing boots it).", Of("B", ["mwan_1.1.efi"], targetIsNewer: false).Refusal);

    [Fact]
    public void What_was_not_booted_from_a_slot_has_no_other_one() => Assert.StartsWith("What the box runs is in none of its slots", Of(running: null, ["mwan_1.0.efi", "mwan_1.1.efi"], targetIsNewer: false).Refusal, StringComparison.Ordinal);

    private static (Rollback? Rollback, string? Refusal) Of(string? running, string[] entries, bool targetIsNewer)
    {
        var rollback = Rollback.Of(SlotState.Of(running, ("mwan_1.0", "mwan_1.1"), entries), targetIsNewer, out string? refusal);
        return (rollback, refusal);
    }
}
