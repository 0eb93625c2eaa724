namespace Mwan.Agent.Systemd;

/// <summary>Where the agent says what happened. A quiet system says nothing.</summary>
internal interface IJournal
{
    /// <summary>Takes one entry; never blocks and never throws.</summary>
    public void Write(JournalEntry entry);
}
