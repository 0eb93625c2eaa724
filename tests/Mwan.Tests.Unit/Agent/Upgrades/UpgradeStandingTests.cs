using Mwan.Agent.Upgrades;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Upgrades;

public sealed class UpgradeStandingTests
{
    private const string Before = "boot before";
    private const string Now = "boot now";

    private static readonly UpgradeRecord Record = new() { TraceId = "t", From = "1.0", To = "1.1", At = DateTimeOffset.UnixEpoch, Boot = Before, Ready = true };

    [Fact]
    public void No_upgrade_is_nothing_to_know() => Assert.Null(UpgradeStanding.Of(record: null, "1.0", Now));

    [Fact]
    public void One_that_passed_is_nothing_to_know() => Assert.Null(UpgradeStanding.Of(Record with { Passed = DateTimeOffset.UnixEpoch }, "1.1", Now));

    [Fact]
    public void One_on_trial_is_nothing_to_know() => Assert.Null(UpgradeStanding.Of(Record, "1.1", Now));

    [Fact]
    public void One_that_is_being_written_is_nothing_to_know() => Assert.Null(UpgradeStanding.Of(Record with { Ready = false }, "1.0", Before));

    [Fact]
    public void A_written_one_waits_for_a_restart() => Assert.Equal(UpgradeOutcome.Waiting, UpgradeStanding.Of(Record, "1.0", Before)!.Outcome);

    [Fact]
    public void A_restart_amid_the_writing_interrupts_it() => Assert.Equal(UpgradeOutcome.Interrupted, UpgradeStanding.Of(Record with { Ready = false }, "1.0", Now)!.Outcome);

    [Fact]
    public void Who_runs_the_old_one_after_a_restart_came_back() =>
        Assert.Equal(
            new UpgradeStanding(UpgradeOutcome.Returned, "1.0", "1.1", "the agent does not answer", "t"),
            UpgradeStanding.Of(Record with { Refusal = "the agent does not answer" }, "1.0", Now));

    [Fact]
    public void Who_came_back_from_what_had_passed_is_told_too() =>
        Assert.Equal("it passed its gate and was not called good", UpgradeStanding.Of(Record with { Passed = DateTimeOffset.UnixEpoch }, "1.0", Now)!.Reason);

    [Fact]
    public void Who_stays_in_a_refused_one_is_told() => Assert.Equal(UpgradeOutcome.Refused, UpgradeStanding.Of(Record with { Refusal = "no" }, "1.1", Now)!.Outcome);

    [Fact]
    public void One_that_passed_and_is_counted_still_was_not_called_good()
    {
        UpgradeStanding standing = UpgradeStanding.Of(Record with { Passed = DateTimeOffset.UnixEpoch }, "1.1", Now, counted: true)!;
        Assert.Equal((UpgradeOutcome.Unblessed, DateTimeOffset.UnixEpoch), (standing.Outcome, standing.Passed));
    }

    [Fact]
    public void One_on_trial_is_counted_and_nothing_to_know() => Assert.Null(UpgradeStanding.Of(Record, "1.1", Now, counted: true));

    [Fact]
    public void A_rollback_is_told_as_one() => Assert.True(UpgradeStanding.Of(Record with { Ready = false, IsRollback = true }, "1.0", Now)!.IsRollback);

    [Fact]
    public void A_record_of_other_versions_is_of_no_concern() => Assert.Null(UpgradeStanding.Of(Record, "2.0", Now));
}
