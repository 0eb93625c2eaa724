using Mwan.Agent.Upgrades;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Upgrades;

public sealed class SlotReportTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_fresh_disk_has_one_good_slot_and_an_empty_one()
    {
        IReadOnlyList<SlotReport> report = Report("A", ("mwan_1.0", "_empty"), ["mwan_1.0.efi"], last: null);
        Assert.Equal([new SlotReport("A", true, "1.0", "good", null, null, null, Next: true), new SlotReport("B", false, null, "empty", null, null, null, Next: false)], report);
    }

    [Fact]
    public void A_slot_that_was_written_in_part_is_not_finished() =>
        Assert.Equal("not finished: nothing boots it", Report("A", ("mwan_1.0", "mwan_1.1"), ["mwan_1.0.efi"], last: null)[1].State);

    [Theory]
    [InlineData("mwan_1.1+2.efi", "on trial, 2 boots left")]
    [InlineData("mwan_1.1+1-1.efi", "on trial, 1 boot left")]
    [InlineData("mwan_1.1+0-2.efi", "failed")]
    [InlineData("mwan_1.1+0.efi", "set aside by a rollback")]
    [InlineData("mwan_1.1.efi", "good")]
    public void The_name_of_its_entry_tells_how_far_it_has_come(string entry, string state) =>
        Assert.Equal(state, Report("B", ("mwan_1.0", "mwan_1.1"), ["mwan_1.0.efi", entry], last: null)[1].State);

    [Fact]
    public void One_slot_boots_next()
    {
        IReadOnlyList<SlotState> slots = SlotState.Of("A", ("mwan_1.0", "mwan_1.1"), ["mwan_1.0.efi", "mwan_1.1+2.efi"]);
        Assert.Equal([true, false], SlotReport.Of(slots, next: null, last: null).Select(static slot => slot.Next));
        Assert.Equal([false, true], SlotReport.Of(slots, slots[1], last: null).Select(static slot => slot.Next));
    }

    [Fact]
    public void A_slot_that_failed_says_why()
    {
        UpgradeRecord last = new() { TraceId = "t", From = "1.0", To = "1.1", At = Noon, Refusal = "the agent does not answer" };
        SlotReport failed = Report("A", ("mwan_1.0", "mwan_1.1"), ["mwan_1.0.efi", "mwan_1.1+0-2.efi"], last)[1];
        Assert.Equal("the agent does not answer", failed.Refusal);
        Assert.Equal(Noon, failed.Installed);
    }

    [Fact]
    public void A_slot_that_failed_before_anybody_could_say_why_says_that()
    {
        UpgradeRecord last = new() { TraceId = "t", From = "1.0", To = "1.1", At = Noon };
        Assert.Equal("it did not come as far as its gate", Report("A", ("mwan_1.0", "mwan_1.1"), ["mwan_1.0.efi", "mwan_1.1+0-2.efi"], last)[1].Refusal);
    }

    [Fact]
    public void After_a_rollback_each_slot_says_when_it_was_written_and_why_it_failed()
    {
        UpgradeRecord upgrade = new() { TraceId = "t", From = "1.0", To = "1.1", At = Noon, Refusal = "no" };
        UpgradeRecord rollback = new()
        {
            TraceId = "u",
            From = "1.1",
            To = "1.0",
            At = Noon.AddHours(1),
            IsRollback = true,
            Versions = UpgradeRecord.Known(upgrade, SlotState.Of("B", ("mwan_1.0", "mwan_1.1"), [])),
        };
        IReadOnlyList<SlotReport> report = Report("A", ("mwan_1.0", "mwan_1.1"), ["mwan_1.0.efi", "mwan_1.1+0-2.efi"], rollback);
        Assert.Equal((null, null), (report[0].Installed, report[0].Refusal));
        Assert.Equal((Noon, "no"), (report[1].Installed, report[1].Refusal));
    }

    [Fact]
    public void What_is_known_of_versions_goes_with_them()
    {
        IReadOnlyList<SlotState> slots = SlotState.Of("A", ("mwan_1.0", "mwan_1.1"), []);
        UpgradeRecord first = new() { TraceId = "t", From = "0.9", To = "1.0", At = Noon, Versions = [new WrittenVersion("0.9", Noon.AddDays(-1), null)] };
        UpgradeRecord second = new() { TraceId = "u", From = "1.0", To = "1.1", At = Noon.AddHours(1), Refusal = "no", Versions = UpgradeRecord.Known(first, slots) };
        UpgradeRecord back = new() { TraceId = "v", From = "1.1", To = "1.0", At = Noon.AddHours(2), IsRollback = true, Refusal = "neither", Versions = UpgradeRecord.Known(second, slots) };
        Assert.Equal([new WrittenVersion("1.0", Noon, null)], second.Versions);
        Assert.Equal([new WrittenVersion("1.0", Noon, null), new WrittenVersion("1.1", Noon.AddHours(1), "no")], back.Versions);
        Assert.Equal([new WrittenVersion("1.1", Noon.AddHours(1), "no"), new WrittenVersion("1.0", Noon, "neither")], UpgradeRecord.Known(back, slots));
    }

    private static IReadOnlyList<SlotReport> Report(string running, (string? A, string? B) labels, string[] entries, UpgradeRecord? last) =>
        SlotReport.Of(SlotState.Of(running, labels, entries), next: null, last);
}
