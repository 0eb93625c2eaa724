namespace Mwan.Agent.Upgrades;

/// <summary>An upgrade of which a person should know.</summary>
/// <param name="Outcome">How it stands.</param>
/// <param name="From">The version that it started from.</param>
/// <param name="To">The version that it leads to.</param>
/// <param name="Reason">Why the gate refused it, as a sentence without a full stop; null: it was not asked.</param>
/// <param name="TraceId">Identifier in the journal.</param>
internal sealed record UpgradeStanding(UpgradeOutcome Outcome, string From, string To, string? Reason, string TraceId)
{
    /// <summary>Whether it leads back to what was there.</summary>
    public bool IsRollback { get; init; }

    /// <summary>When the gate let it pass, UTC; null: it has not.</summary>
    public DateTimeOffset? Passed { get; init; }

    /// <summary>Judges what is remembered. Pure.</summary>
    /// <param name="record">The last upgrade; null: none is remembered.</param>
    /// <param name="running">Version of what the box runs.</param>
    /// <param name="boot">This boot; null: the kernel does not tell.</param>
    /// <param name="counted">Whether the boot loader still counts the boots of what the box runs, see <see cref="CountedBoot"/>.</param>
    /// <returns>Null: nothing that a person should know.</returns>
    public static UpgradeStanding? Of(UpgradeRecord? record, string running, string? boot, bool counted = false)
    {
        if (record is null)
        {
            return null;
        }

        bool sameBoot = string.Equals(record.Boot, boot, StringComparison.Ordinal);
        UpgradeOutcome? outcome = string.Equals(running, record.From, StringComparison.Ordinal)
            ? (record.Ready, sameBoot) switch
            {
                (true, true) => UpgradeOutcome.Waiting,
                (true, false) => UpgradeOutcome.Returned,
                (false, false) => UpgradeOutcome.Interrupted,

                // Who ordered it is being told.
                (false, true) => null,
            }
            : !string.Equals(running, record.To, StringComparison.Ordinal) ? null
            : (record, counted) switch
            {
                ({ Passed: null, Refusal: not null }, _) => UpgradeOutcome.Refused,
                ({ Passed: not null }, true) => UpgradeOutcome.Unblessed,
                _ => null,
            };
        return outcome is { } known ? new UpgradeStanding(known, record.From, record.To, record.Reason, record.TraceId) { IsRollback = record.IsRollback, Passed = record.Passed } : null;
    }
}
