using Mwan.Agent.Systemd;

namespace Mwan.Agent.Keeping;

/// <summary>
/// Keeps the last run for the next one of the same boot, below <c>/run</c>: a tmpfs never makes the loop wait, and outlives the service
/// (<c>RuntimeDirectoryPreserve=</c>).
/// </summary>
/// <param name="path">The file.</param>
/// <param name="journal">Where what is wrong with it is said.</param>
internal sealed class RunDirectoryFile(string path, IJournal journal)
{
    private readonly string _unfinished = $"{path}.new";
    private LastRun? _written;

    /// <summary>What the last run of this boot left; null: there was none.</summary>
    public LastRun? Read()
    {
        try
        {
            if (LastRunFormat.TryRead(File.ReadAllBytes(path), out LastRun run, out string? problem))
            {
                return run;
            }

            Say($"{path}: {problem}.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // This is the first run since the boot.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Say($"The last verdicts cannot be read ({exception.Message}); all members start as unknown.");
        }

        return null;
    }

    /// <summary>Writes it if it changed.</summary>
    public void Write(LastRun run)
    {
        if (run.IsSameAs(_written))
        {
            return;
        }

        // Not tried again until it changes: the next run would only start as unknown.
        _written = run;
        try
        {
            File.WriteAllBytes(_unfinished, LastRunFormat.Serialize(run));
            File.Move(_unfinished, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Say($"The last verdicts cannot be kept ({exception.Message}); after a restart all members start as unknown.");
        }
    }

    private void Say(string text) => journal.Write(new JournalEntry(Priority.Warning, text, ("SUBJECT", "health")));
}
