namespace Mwan.Agent.Systemd;

/// <summary>Standard error with the level prefix of sd-daemon(3), for a run without a journal.</summary>
internal sealed class StandardErrorJournal : IJournal
{
    /// <inheritdoc/>
    public void Write(JournalEntry entry)
    {
        try
        {
            Console.Error.WriteLine(entry);
        }
        catch (IOException)
        {
            // Nobody reads; there is no other place to say so.
        }
    }
}
