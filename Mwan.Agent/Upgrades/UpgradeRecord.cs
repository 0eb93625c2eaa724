using System.Text.Json.Serialization;

namespace Mwan.Agent.Upgrades;

/// <summary>
/// An upgrade or a rollback as it is remembered on the state disk, for the image that it leads to and for the one that may come back.
/// </summary>
internal sealed record UpgradeRecord
{
    /// <summary>The schema that this program writes and reads. It is part of the file's name, see <see cref="Layout.LastUpgrade"/>.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Version of the format.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>Identifier in the journal (<c>MWAN_TRACE_ID</c>), 32 hexadecimal digits.</summary>
    public required string TraceId { get; init; }

    /// <summary>Whether it leads back to what was there, so that nothing is written.</summary>
    public bool IsRollback { get; init; }

    /// <summary>What was known of the versions in both slots when it was ordered; null: nothing.</summary>
    public IReadOnlyList<WrittenVersion>? Versions { get; init; }

    /// <summary>The version that it started from.</summary>
    public required string From { get; init; }

    /// <summary>The version that it leads to.</summary>
    public required string To { get; init; }

    /// <summary>When it was ordered, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The boot in which it was ordered: a UUID of random(4).</summary>
    public string? Boot { get; init; }

    /// <summary>What was healthy then, see <see cref="Connectivity"/>; null: nobody knew.</summary>
    public IReadOnlyList<string>? Healthy { get; init; }

    /// <summary>Whether all was written, so that the next boot is of <see cref="To"/>.</summary>
    public bool Ready { get; init; }

    /// <summary>When the gate let it pass, UTC; null: it has not.</summary>
    public DateTimeOffset? Passed { get; init; }

    /// <summary>Why the gate did not let it pass when it was asked last; null: it did, or was not asked.</summary>
    public string? Refusal { get; init; }

    /// <summary>Why it was not taken, if it was not, without a full stop; null: nobody could say.</summary>
    [JsonIgnore]
    public string? Reason => Passed is null ? Refusal : "it passed its gate and was not called good";

    /// <summary>What is known of versions that were written, for the record that comes next.</summary>
    /// <param name="before">The record before that; null: there is none.</param>
    /// <param name="slots">The versions that are still there.</param>
    public static IReadOnlyList<WrittenVersion> Known(UpgradeRecord? before, IEnumerable<SlotState> slots)
    {
        if (before is null)
        {
            return [];
        }

        IReadOnlyList<WrittenVersion> older = before.Versions ?? [];
        WrittenVersion? last = before.IsRollback
            ? older.FirstOrDefault(known => string.Equals(known.Version, before.To, StringComparison.Ordinal)) is { } there ? there with { Refusal = before.Reason } : null
            : new WrittenVersion(before.To, before.At, before.Reason);
        IEnumerable<WrittenVersion> all = older.Where(known => !string.Equals(known.Version, before.To, StringComparison.Ordinal)).Concat(last is null ? [] : [last]);
        return [.. all.Where(known => slots.Any(slot => string.Equals(slot.Version, known.Version, StringComparison.Ordinal)))];
    }

    /// <summary>What is remembered after the gate was asked.</summary>
    /// <param name="refusal">Why it did not let it pass; null: it did.</param>
    /// <param name="at">When, UTC.</param>
    /// <returns>Null: it has passed before, which no later answer changes.</returns>
    public UpgradeRecord? Judged(string? refusal, DateTimeOffset at) => Passed is not null ? null : this with { Passed = refusal is null ? at : null, Refusal = refusal };
}
