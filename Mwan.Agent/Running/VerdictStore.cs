using Mwan.Agent.Health;
using Mwan.Agent.Systemd;

namespace Mwan.Agent.Running;

/// <summary>
/// Keeps the last verdicts for the next run of the agent, below <c>/run</c>: a tmpfs never makes the loop wait, and outlives the service
/// (<c>RuntimeDirectoryPreserve=</c>).
/// </summary>
/// <param name="path">The file.</param>
/// <param name="journal">Where what is wrong with it is said.</param>
internal sealed class VerdictStore(string path, IJournal journal)
{
    private readonly string _unfinished = $"{path}.new";
    private byte[] _written = [];

    /// <summary>What the last run left; nothing, if there was none.</summary>
    public IReadOnlyList<LastVerdict> Read()
    {
        try
        {
            if (!LastVerdicts.TryRead(File.ReadAllBytes(path), out IReadOnlyList<LastVerdict> verdicts, out string? problem))
            {
                Say($"{path}: {problem}.");
            }

            return verdicts;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Say($"The last verdicts cannot be read ({exception.Message}); all members start as unknown.");
            return [];
        }
    }

    /// <summary>Writes them if they changed.</summary>
    public void Write(IReadOnlyList<LastVerdict> verdicts)
    {
        byte[] content = LastVerdicts.Serialize(verdicts);
        if (content.AsSpan().SequenceEqual(_written))
        {
            return;
        }

        // Not tried again until they change: the next run would only start as unknown.
        _written = content;
        try
        {
            File.WriteAllBytes(_unfinished, content);
            File.Move(_unfinished, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Say($"The last verdicts cannot be kept ({exception.Message}); after a restart all members start as unknown.");
        }
    }

    private void Say(string text) => journal.Write(new JournalEntry(Priority.Warning, text, ("SUBJECT", "health")));
}
