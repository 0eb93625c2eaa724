using Mwan.Agent.Systemd;

namespace Mwan.Agent.Supervision;

/// <summary>One thing that may go wrong again and again: said when it begins or changes, and when it is over; never each time.</summary>
/// <param name="journal">Where it is said.</param>
/// <param name="subject">What it is about.</param>
/// <param name="gravity">How bad it is.</param>
internal sealed class Complaint(IJournal journal, string subject, Priority gravity)
{
    /// <summary>What is wrong now; null: nothing.</summary>
    public string? Current { get; private set; }

    /// <summary>Takes the outcome of one more try.</summary>
    /// <param name="problem">A sentence; null: it went well.</param>
    public void Note(string? problem)
    {
        if (string.Equals(problem, Current, StringComparison.Ordinal))
        {
            return;
        }

        journal.Write(problem is null
            ? new JournalEntry(Priority.Notice, $"Well again; was: {Current}", ("SUBJECT", subject))
            : new JournalEntry(gravity, problem, ("SUBJECT", subject)));
        Current = problem;
    }
}
