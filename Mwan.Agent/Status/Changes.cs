using Mwan.Agent.Observation;
using Mwan.Agent.Systemd;

namespace Mwan.Agent.Status;

/// <summary>What is worth a line in the journal between two looks. Pure; nothing when nothing changed.</summary>
internal static class Changes
{
    /// <summary>The lines, in the order in which a reader wants them.</summary>
    /// <param name="before">The look before; null: this is the first.</param>
    /// <param name="after">This look.</param>
    /// <param name="now">The time, UTC.</param>
    public static IReadOnlyList<JournalEntry> Between(World? before, World after, DateTimeOffset now)
    {
        IReadOnlyList<Finding> old = before is null ? [] : Findings.Of(before, now, TimeSpan.Zero);
        IReadOnlyList<Finding> current = Findings.Of(after, now, TimeSpan.Zero);
        return
        [
            .. current.Except(old).Select(Appeared),
            .. old.Except(current).Where(finding => !current.Any(other => Same(finding, other))).Select(Ended),
        ];
    }

    private static bool Same(Finding left, Finding right) => string.Equals(left.Subject, right.Subject, StringComparison.Ordinal);

    private static JournalEntry Appeared(Finding finding) => new(
        finding.Gravity == Gravity.Alarm ? Priority.Error : Priority.Warning,
        $"{finding.Subject}: {finding.Text}",
        finding.TraceId is { } trace ? [("SUBJECT", finding.Subject), ("UPGRADE_TRACE_ID", trace)] : [("SUBJECT", finding.Subject)]);

    private static JournalEntry Ended(Finding finding) => new(
        Priority.Notice,
        $"{finding.Subject}: well again; was: {finding.Text}",
        ("SUBJECT", finding.Subject));
}
