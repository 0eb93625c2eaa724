using System.Globalization;
using System.Text;
using Mwan.Agent.Systemd;

namespace Mwan.Agent.Tracing;

/// <summary>Decisions as people read them. Pure.</summary>
internal static class DecisionText
{
    private const int ShortTrace = 8;

    /// <summary>The journal's entry of a decision, without its trace ids.</summary>
    public static JournalEntry Entry(Decision decision) => new(
        Priority.Information,
        $"Decided because of {string.Join(", ", decision.Causes)}: {Summary(decision)}",
        ("SUBJECT", "decision"),
        ("OBSERVED", string.Join('\n', decision.Observed)),
        ("PLAN", decision.PlanAfter ?? ""),
        ("PLAN_BEFORE", decision.PlanBefore ?? ""),
        ("PLAN_CHANGE", string.Join('\n', decision.Planned)),
        ("CHANGES", string.Join('\n', decision.Changes)),
        ("PROBLEMS", string.Join('\n', decision.Problems)),
        ("OBSERVE_MS", Number(decision.ObserveMilliseconds)),
        ("PLAN_MS", Number(decision.PlanMilliseconds)),
        ("APPLY_MS", Number(decision.ApplyMilliseconds)));

    /// <summary>One line: trace id (enough of it), time, causes, and what it was about.</summary>
    public static string Line(Decision decision) => string.Create(
        CultureInfo.InvariantCulture,
        $"{decision.Trace[..ShortTrace]}  {decision.At.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff}  {string.Join(", ", decision.Causes)}: {Summary(decision)}");

    /// <summary>A few lines: one as above, then what was seen and changed.</summary>
    public static string Brief(Decision decision)
    {
        StringBuilder text = new();
        _ = text.Append(CultureInfo.InvariantCulture, $"{decision.At.UtcDateTime:HH:mm:ss.fff}  {decision.Trace[..ShortTrace]}  {string.Join(", ", decision.Causes)}\n");
        Lines(text, "  saw      ", decision.Observed);
        if (decision.PlanAfter is { } plan && !string.Equals(plan, decision.PlanBefore, StringComparison.Ordinal))
        {
            _ = text.Append("  plan     ").Append(plan).Append('\n');
        }

        Lines(text, "  changed  ", decision.Changes);
        Lines(text, "  FAILED   ", decision.Problems);
        if (decision.Observed.Count + decision.Changes.Count + decision.Problems.Count == 0)
        {
            Lines(text, "  said     ", decision.Said);
        }

        return text.ToString().TrimEnd('\n');
    }

    /// <summary>All that is known of one.</summary>
    public static string Full(Decision decision)
    {
        StringBuilder text = new();
        Line("trace", decision.Trace);
        Line("boot", decision.BootTrace ?? "unknown");
        Line("deploy", decision.DeployTrace ?? "none: no image was booted");
        Line("at", string.Create(CultureInfo.InvariantCulture, $"{decision.At.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff} UTC"));
        Line("because of", string.Join(", ", decision.Causes));
        Line("plan before", decision.PlanBefore ?? "none");
        Line("plan after", decision.PlanAfter ?? "none");
        Line("took", $"{Number(decision.ObserveMilliseconds)} ms to look, {Number(decision.PlanMilliseconds)} ms to plan, {Number(decision.ApplyMilliseconds)} ms to apply");
        Block("SEEN", decision.Observed);
        Block("CHANGE OF THE PLAN", decision.Planned);
        Block("CHANGED IN THE KERNEL", decision.Changes);
        Block("COULD NOT BE CHANGED", decision.Problems);
        Block("SAID", decision.Said);
        return text.Append(CultureInfo.InvariantCulture, $"\nThe journal's lines: journalctl MWAN_TRACE_ID={decision.Trace}").ToString();

        void Line(string name, string value) => _ = text.Append(CultureInfo.InvariantCulture, $"{name,-12} {value}\n");

        void Block(string title, IReadOnlyList<string> lines)
        {
            if (lines.Count > 0)
            {
                _ = text.Append('\n').Append(title).Append('\n');
                Lines(text, "  ", lines);
            }
        }
    }

    // What a person wants to know first: that something failed, who carries now, what was put back, what was seen.
    private static string Summary(Decision decision) =>
        decision.Problems is [var problem, ..] ? $"could not: {problem}{More(decision.Problems)}"
        : decision.PlanAfter is { } plan && !string.Equals(plan, decision.PlanBefore, StringComparison.Ordinal) ? plan
        : decision.Changes is [var change, ..] ? $"{change}{More(decision.Changes)}"
        : decision.Observed is [var seen, ..] ? $"{seen}{More(decision.Observed)}"
        : decision.Said is [var said, ..] ? $"{said}{More(decision.Said)}"
        : "nothing";

    private static string More(IReadOnlyList<string> lines) => lines.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" (and {lines.Count - 1} more)");

    private static void Lines(StringBuilder text, string start, IReadOnlyList<string> lines)
    {
        foreach (string line in lines)
        {
            _ = text.Append(start).Append(line).Append('\n');
        }
    }

    private static string Number(double milliseconds) => milliseconds.ToString("0.0", CultureInfo.InvariantCulture);
}
