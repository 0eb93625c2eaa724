using System.Globalization;
using Mwan.Agent.Supervision;
using Mwan.Agent.Systemd;

namespace Mwan.Agent.Keeping;

/// <summary>
/// Keeps the last run on the state disk, on a thread of its own: the loop offers what is true now and goes on. At most one read or write
/// is under way, so a disk that hangs costs one thread; what was offered meanwhile is the latest and the only one that is written then.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="journal">Where trouble is said, once.</param>
/// <param name="time">The clock.</param>
/// <param name="changed">Called when there is something to take.</param>
internal sealed class StateKeeper(IStateFile file, IJournal journal, TimeProvider time, Action changed)
{
    /// <summary>Shortest time between two writes.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>Time after which it is written although nothing changed, so that its age is known after a power cut.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private Thread? _worker;
    private bool _read;
    private LastRun? _found;
    private LastRun? _written;
    private long? _tried;
    private string? _problem;

    /// <summary>Whether the disk is left alone now.</summary>
    public bool IsIdle => Worker() is null;

    /// <summary>Offers what is true now. Never waits. Before the first write the file is read.</summary>
    /// <param name="mounted">Whether the disk is mounted, as the kernel tells it from memory.</param>
    /// <param name="now">What is true now.</param>
    /// <returns>What the last run left, once; null: nothing, or it has not been read yet.</returns>
    public LastRun? Offer(bool mounted, LastRun now)
    {
        lock (_lock)
        {
            if (mounted && _worker is null && _found is null && (!_read || IsDue(now)))
            {
                Start(_read ? () => Save(now) : Load);
            }

            (LastRun? found, _found) = (_found, null);
            return found;
        }
    }

    /// <summary>Writes what is true at the end, if the disk takes it in time.</summary>
    public void Finish(LastRun last, TimeSpan patience)
    {
        long start = time.GetTimestamp();
        Worker()?.Join(patience);
        lock (_lock)
        {
            if (_worker is null && _read && !last.IsSameAs(_written))
            {
                Start(() => Save(last));
            }
        }

        TimeSpan left = patience - time.GetElapsedTime(start);
        Worker()?.Join(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    private Thread? Worker()
    {
        lock (_lock)
        {
            return _worker;
        }
    }

    private bool IsDue(LastRun now) => _tried is not { } tried || (time.GetElapsedTime(tried) is var passed
        && passed >= Pause && (passed >= Refresh || !now.IsSameAs(_written)));

    private void Start(Action work)
    {
        _worker = new Thread(() => Run(work)) { IsBackground = true, Name = "state keeper" };
        _worker.Start();
    }

    private void Run(Action work)
    {
        string? problem = null;
        try
        {
            work();
        }
        catch (Exception exception) when (Mishap.IsBearable(exception))
        {
            problem = exception is IOException or UnauthorizedAccessException ? exception.Message : Mishap.Of(exception);
        }

        if (problem is not null && !string.Equals(problem, _problem, StringComparison.Ordinal))
        {
            Say($"The last verdicts on the state disk cannot be read or kept ({problem}); after a reboot all members start as unknown.");
        }

        bool news;
        lock (_lock)
        {
            _problem = problem;
            _worker = null;
            news = _found is not null;
        }

        if (news)
        {
            changed();
        }
    }

    private void Load()
    {
        try
        {
            if (file.Read() is not { } content)
            {
                return;
            }

            if (!LastRunFormat.TryRead(content, out LastRun run, out string? problem))
            {
                Say($"State disk: {problem}.");
                return;
            }

            LastRun counts = run.AfterReboot(time.GetUtcNow());
            if (counts.Verdicts.Count < run.Verdicts.Count)
            {
                Say(string.Create(CultureInfo.InvariantCulture, $"{run.Verdicts.Count - counts.Verdicts.Count} verdicts on the state disk, written {run.Written:u}, count no more; these families start as unknown."), Priority.Notice);
            }

            lock (_lock)
            {
                _found = counts;
            }
        }
        finally
        {
            lock (_lock)
            {
                _read = true;
            }
        }
    }

    private void Save(LastRun run)
    {
        lock (_lock)
        {
            _tried = time.GetTimestamp();
            _written = null;
        }

        file.Write(LastRunFormat.Serialize(run));
        lock (_lock)
        {
            _written = run;
        }
    }

    private void Say(string text, Priority priority = Priority.Warning) => journal.Write(new JournalEntry(priority, text, ("SUBJECT", "health")));
}
