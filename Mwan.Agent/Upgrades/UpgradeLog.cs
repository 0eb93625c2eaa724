using Mwan.Agent.Systemd;

namespace Mwan.Agent.Upgrades;

/// <summary>Remembers an upgrade on the state disk and tells it to the journal, under one trace id. A state disk that refuses stops nothing.</summary>
/// <param name="memory">The state disk.</param>
/// <param name="journal">The journal.</param>
/// <param name="warn">Tells the person who waits.</param>
internal sealed class UpgradeLog(UpgradeMemory memory, IJournal journal, Action<string> warn)
{
    /// <summary>What is remembered; null: nothing.</summary>
    public UpgradeRecord? Last => memory.Read();

    /// <summary>Remembers it as it is now.</summary>
    /// <param name="record">The upgrade.</param>
    /// <param name="message">A sentence for the journal.</param>
    /// <param name="priority">How loud.</param>
    public void Remember(UpgradeRecord record, string message, Priority priority = Priority.Notice)
    {
        try
        {
            memory.Write(record);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string words = $"The state disk does not take it ({exception.Message.TrimEnd('.')}): {Kept(record)}.";
            warn(words);
            Say(record, Priority.Warning, words);
        }

        Say(record, priority, message);
    }

    // What was remembered of another order would be told of this one, and the new image be measured by it. What is known of this one already,
    // such as the ways that its gate asks for, still holds.
    private string Kept(UpgradeRecord record)
    {
        if (string.Equals(memory.Read()?.TraceId, record.TraceId, StringComparison.Ordinal))
        {
            return $"what it remembers of version {record.To} stays as it was";
        }

        try
        {
            memory.Forget();
            return "the new image will be asked to follow its plan, not what it reaches";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "mwan slots and mwan status go on telling of the order before this one";
        }
    }

    /// <summary>Takes back what was remembered of an order that changed nothing: what is known of the one before still holds.</summary>
    /// <param name="record">The order.</param>
    /// <param name="before">What was remembered before it; null: nothing.</param>
    /// <param name="message">Why, a sentence for the journal.</param>
    public void Withdraw(UpgradeRecord record, UpgradeRecord? before, string message)
    {
        try
        {
            memory.Write(before);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Then mwan status tells of it as of one that was cut off.
            Say(record, Priority.Warning, $"The state disk does not take it back: {exception.Message}");
        }

        Say(record, Priority.Error, message);
    }

    /// <summary>Tells the journal what belongs to no upgrade.</summary>
    public void Say(Priority priority, string message) => journal.Write(new JournalEntry(priority, message, ("SUBJECT", "upgrade")));

    /// <summary>Tells the journal.</summary>
    public void Say(UpgradeRecord record, Priority priority, string message) =>
        journal.Write(new JournalEntry(priority, message, ("SUBJECT", "upgrade"), ("TRACE_ID", record.TraceId), ("FROM", record.From), ("TO", record.To)));
}
