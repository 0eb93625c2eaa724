using Mwan.Agent.Upgrades;
using Mwan.Tests.Unit.Agent.Upgrades;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Commands;

public sealed class RollbackCommandTests : IDisposable
{
    private static readonly UpgradeRecord Before = new()
    {
        TraceId = "before",
        From = "1.0",
        To = "1.1",
        At = DateTimeOffset.UnixEpoch,
        Boot = "boot before",
        Ready = true,
        Passed = DateTimeOffset.UnixEpoch,
    };

    private readonly SlottedBox _box = new("1.1", "1.0", "mwan_1.0.efi", "mwan_1.1.efi") { Record = Before };

    private string Turned => BootEntry.Untried("1.0", _box.Site.Upgrades.Tries);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_other_slot_gets_its_tries_and_this_one_is_set_aside(bool reboots)
    {
        (int code, string output, string errors) = await _box.RunAsync(reboots ? ["rollback"] : ["rollback", "--no-reboot"]);
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(reboots ? "Rebooting into the other slot." : "The next boot is of the other slot: reboot when it suits.", output.Trim());
        Assert.Equal(reboots, _box.Reboots);
        Assert.Equal([Turned, "mwan_1.1+0.efi"], _box.Entries, StringComparer.Ordinal);
        Assert.Equal(("1.1", "1.0", true), (_box.Record!.From, _box.Record.To, _box.Record.Ready));
    }

    [Fact]
    public async Task Ordered_twice_it_is_as_ordered_once()
    {
        Assert.Equal(0, (await _box.RunAsync("rollback", "--no-reboot")).Code);
        (int code, _, string errors) = await _box.RunAsync("rollback", "--no-reboot");
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal([Turned, "mwan_1.1+0.efi"], _box.Entries, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("target", true)]
    [InlineData("target", false)]
    [InlineData("current", true)]
    [InlineData("current", false)]
    public async Task A_renaming_that_fails_leaves_the_entries_and_what_is_remembered_as_they_were(string which, bool remembers)
    {
        _box.Record = remembers ? Before : null;

        // Somebody takes the name.
        string taken = which == "target" ? Turned : "mwan_1.1+0.efi";
        _box.Write("meanwhile", $"echo stranger > 'boot/EFI/Linux/{taken}'");
        (int code, _, string errors) = await _box.RunAsync("rollback");
        Assert.Equal(1, code);
        Assert.StartsWith("The EFI system partition refuses: ", errors, StringComparison.Ordinal);
        Assert.EndsWith(". The box boots what it booted before.", errors.TrimEnd(), StringComparison.Ordinal);
        Assert.False(_box.Reboots);
        Assert.Equal(new[] { taken, "mwan_1.0.efi", "mwan_1.1.efi" }.Order(StringComparer.Ordinal), _box.Entries, StringComparer.Ordinal);
        Assert.All(["mwan_1.0.efi", "mwan_1.1.efi"], entry => Assert.Equal(entry, File.ReadAllText(_box.At($"boot/EFI/Linux/{entry}"))));
        Assert.Equal(remembers ? Before : null, _box.Record);

        // Nor is a person told of it after the next restart, as of one that was cut off.
        Assert.Null(UpgradeStanding.Of(_box.Record, "1.1", "boot after"));
    }

    [Fact]
    public async Task One_that_a_power_cut_left_half_done_is_completed()
    {
        using SlottedBox box = new("1.1", "1.0", Turned, "mwan_1.1.efi") { Record = Before with { TraceId = "cut", IsRollback = true, From = "1.1", To = "1.0", Ready = false, Passed = null } };
        (int code, _, string errors) = await box.RunAsync("rollback", "--no-reboot");
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal([Turned, "mwan_1.1+0.efi"], box.Entries, StringComparer.Ordinal);
        Assert.True(box.Record!.Ready);
        Assert.Contains("\"next\": true", (await box.RunAsync("slots", "--json")).Output.Split("\"slot\"")[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the agent does not answer", "a rollback gave it up before it had proved itself (the agent does not answer)")]
    [InlineData(null, "a rollback gave it up before it had proved itself\n")]
    public async Task From_what_has_not_proved_itself_the_one_that_has_simply_boots(string? refusal, string reason)
    {
        using SlottedBox box = new("1.1", "1.0", "mwan_1.0.efi", "mwan_1.1+1-1.efi") { Record = Before with { Passed = null, Refusal = refusal } };
        for (int times = 0; times < 2; times++)
        {
            (int code, _, string errors) = await box.RunAsync("rollback", "--no-reboot");
            Assert.Equal((0, ""), (code, errors));
            Assert.Equal(["mwan_1.0.efi", "mwan_1.1+0-2.efi"], box.Entries, StringComparer.Ordinal);
            Assert.Contains($": {reason}", (await box.RunAsync("slots")).Output, StringComparison.Ordinal);
        }

        // Its gate is not asked, and what somebody asks by hand makes no trouble of it.
        UpgradeRecord record = box.Record!;
        Assert.Equal(UpgradeOutcome.Waiting, UpgradeStanding.Of(record, "1.1", "boot now")!.Outcome);
        Assert.Null(UpgradeStanding.Of(record, "1.0", "boot after"));
        Assert.Null(record.Judged("it is asked too early", DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public async Task Where_there_is_nothing_to_go_back_to_nothing_is_remembered_of_it()
    {
        File.Delete(_box.At("boot/EFI/Linux/mwan_1.0.efi"));
        (int code, _, string errors) = await _box.RunAsync("rollback");
        Assert.Equal((1, "The other slot holds nothing that could be booted (not finished: nothing boots it)."), (code, errors.Trim()));
        Assert.Equal(["mwan_1.1.efi"], _box.Entries, StringComparer.Ordinal);
        Assert.Equal(Before, _box.Record);
    }

    [Fact]
    public async Task A_state_disk_that_refuses_does_not_keep_the_box_from_going_back()
    {
        File.Delete(_box.Layout.LastUpgrade);
        Directory.Delete(_box.At("state/mwan"));
        (int code, _, string errors) = await _box.RunAsync("rollback", "--no-reboot");
        Assert.Equal(0, code);
        Assert.Contains("The state disk does not take it", errors, StringComparison.Ordinal);
        Assert.Equal([Turned, "mwan_1.1+0.efi"], _box.Entries, StringComparer.Ordinal);
    }

    public void Dispose() => _box.Dispose();
}
