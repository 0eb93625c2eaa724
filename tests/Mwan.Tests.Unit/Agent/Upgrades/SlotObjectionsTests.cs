using Mwan.Agent.Upgrades;
using Mwan.Config.Releases;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Upgrades;

public sealed class SlotObjectionsTests
{
    [Fact]
    public void A_good_slot_beside_an_empty_one_takes_a_release() => Assert.Empty(Of("A", ("mwan_1.0", "_empty"), "mwan_1.0.efi"));

    [Fact]
    public void A_good_slot_beside_an_older_one_takes_a_release() => Assert.Empty(Of("A", ("mwan_1.0", "mwan_0.9"), "mwan_1.0.efi", "mwan_0.9.efi"));

    [Fact]
    public void What_was_written_in_part_may_be_written_again() => Assert.Empty(Of("A", ("mwan_1.0", "mwan_1.1"), "mwan_1.0.efi"));

    [Fact]
    public void The_fallback_of_an_image_on_trial_is_not_touched() =>
        Assert.Contains("1.0 has not proved itself yet (on trial, 1 boot left)", Assert.Single(Of("A", ("mwan_1.0", "mwan_0.9"), "mwan_1.0+1-1.efi", "mwan_0.9.efi")), StringComparison.Ordinal);

    [Fact]
    public void What_a_rollback_set_aside_is_a_fallback_too() =>
        Assert.Contains("1.0 has not proved itself yet", Assert.Single(Of("A", ("mwan_1.0", "mwan_1.2"), "mwan_1.0+1-1.efi", "mwan_1.2+0.efi")), StringComparison.Ordinal);

    [Theory]
    [InlineData("mwan_1.1+0.efi", "mwan_1.0+2.efi")]
    [InlineData("mwan_1.1+0.efi", "mwan_1.0+1-1.efi")]
    public void What_a_rollback_that_waits_leads_to_is_not_written_over(string current, string target)
    {
        IReadOnlyList<SlotState> slots = SlotState.Of("B", ("mwan_1.0", "mwan_1.1"), [current, target]);
        string[] objections = [.. SlotObjections.Of(Release with { Version = "1.2" }, slots, slots[0])];
        Assert.StartsWith("The next boot is of version 1.0 in the other slot (on trial, ", Assert.Single(objections), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_given_up_is_not_waited_for()
    {
        IReadOnlyList<SlotState> slots = SlotState.Of("B", ("mwan_1.0", "mwan_1.1"), ["mwan_1.0.efi", "mwan_1.1+0-2.efi"]);
        Assert.Equal(
            "The next boot is of version 1.0 in the other slot (good), for 1.1 was given up: reboot first.", Assert.Single(SlotObjections.Of(Release with { Version = "1.2" }, slots, slots[0])));
    }

    [Fact]
    public void A_release_that_is_there_and_does_not_boot_next_is_not_rebooted_for()
    {
        IReadOnlyList<SlotState> slots = SlotState.Of("A", ("mwan_1.2", "mwan_1.1"), ["mwan_1.2.efi", "mwan_1.1+2.efi"]);
        Assert.EndsWith("the next boot is not of it: mwan rollback boots it.", Assert.Single(SlotObjections.Of(Release, slots, next: null)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mwan_0.9+0-2.efi")]
    [InlineData("other.efi")]
    public void Where_there_is_nothing_to_fall_back_on_nothing_is_lost(string other) => Assert.Empty(Of("A", ("mwan_1.0", "mwan_0.9"), "mwan_1.0+1-1.efi", other));

    [Theory]
    [InlineData("mwan_1.1+0-2.efi", "was tried and failed")]
    [InlineData("mwan_1.1+0.efi", "set aside by a rollback: mwan rollback")]
    [InlineData("mwan_1.1+2.efi", "reboot")]
    [InlineData("mwan_1.1.efi", "mwan rollback")]
    public void A_release_that_is_there_already_says_what_to_do(string entry, string remedy) =>
        Assert.Contains(remedy, Assert.Single(Of("A", ("mwan_1.0", "mwan_1.1"), "mwan_1.0.efi", entry)), StringComparison.Ordinal);

    [Fact]
    public void A_box_that_was_not_booted_from_its_disk_is_refused() => Assert.StartsWith("What the box runs is in none of its slots", Assert.Single(Of(running: null, ("mwan_1.0", "_empty"), "mwan_1.0.efi")), StringComparison.Ordinal);

    private static string[] Of(string? running, (string? A, string? B) labels, params string[] entries)
    {
        IReadOnlyList<SlotState> slots = SlotState.Of(running, labels, entries);
        return [.. SlotObjections.Of(Release, slots, NextBoot.InOther(slots, string.CompareOrdinal(labels.B, labels.A) > 0))];
    }

    private static ReleaseDocument Release => new()
    {
        Name = ReleaseDocument.ProductName,
        Schema = ReleaseDocument.CurrentSchema,
        Version = "1.1",
        Architecture = "amd64",
        Appliance = "mwan.example.net",
        Commit = "c",
        ConfigHash = "h",
        RootHash = "r",
        Files = [],
    };
}
