using Mwan.Agent.Upgrades;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Upgrades;

public sealed class NextBootTests
{
    [Theory]
    [InlineData("mwan_1.1.efi", "mwan_1.2+2.efi")]
    [InlineData("mwan_1.1.efi", "mwan_1.2.efi")]
    [InlineData("mwan_1.1+1-1.efi", "mwan_1.2+1-1.efi")]
    [InlineData("mwan_1.1+0.efi", "mwan_1.0+2.efi")]
    [InlineData("mwan_1.1+0-2.efi", "mwan_1.0.efi")]
    [InlineData("other.efi", "mwan_1.0.efi")]
    public void The_newest_that_has_not_failed_boots_next(string running, string other) => Assert.NotNull(InOther(running, other));

    [Theory]
    [InlineData("mwan_1.1.efi", "mwan_1.0.efi")]
    [InlineData("mwan_1.1.efi", "mwan_1.2+0-2.efi")]
    [InlineData("mwan_1.1.efi", "mwan_1.2+0.efi")]
    [InlineData("mwan_1.1+1-1.efi", "mwan_1.0.efi")]
    [InlineData("mwan_1.1+0-2.efi", "mwan_1.2+0-2.efi")]
    [InlineData("mwan_1.1.efi", "other.efi")]
    public void The_box_boots_what_it_runs_beside_an_older_one_or_one_that_failed(string running, string other) => Assert.Null(InOther(running, other));

    [Fact]
    public void An_older_one_on_trial_does_not_boot_next_as_long_as_what_runs_is_good() => Assert.Null(InOther("mwan_1.1.efi", "mwan_1.0+2.efi"));

    private static SlotState? InOther(string running, string other)
    {
        string version = BootEntry.Parse(other)?.Version ?? "1.2";
        return NextBoot.InOther(SlotState.Of("A", ("mwan_1.1", $"mwan_{version}"), [running, other]), string.CompareOrdinal(version, "1.1") > 0);
    }
}
