using System.Threading.Channels;

namespace Mwan.Agent.Tracing;

/// <summary>The last decisions, and those who watch them come. Nobody who reads ever makes the loop wait.</summary>
/// <param name="capacity">How many are kept.</param>
internal sealed class Decisions(int capacity = Decisions.Capacity)
{
    /// <summary>How many are kept unless told otherwise.</summary>
    public const int Capacity = 256;

    /// <summary>How many may watch at once.</summary>
    public const int MaximumWatchers = 8;

    // Decisions that a watcher may be behind before it is let go.
    private const int Backlog = 64;

    private readonly Lock _lock = new();
    private readonly Queue<Decision> _last = new();
    private readonly List<Channel<Decision>> _watchers = [];

    /// <summary>The last ones, the oldest first.</summary>
    public IReadOnlyList<Decision> Last
    {
        get
        {
            lock (_lock)
            {
                return [.. _last];
            }
        }
    }

    /// <summary>Keeps one and tells the watchers. A watcher that is too far behind is told no more: its channel ends.</summary>
    public void Add(Decision decision)
    {
        lock (_lock)
        {
            _last.Enqueue(decision);
            if (_last.Count > capacity)
            {
                _ = _last.Dequeue();
            }

            for (int i = _watchers.Count - 1; i >= 0; i--)
            {
                if (!_watchers[i].Writer.TryWrite(decision))
                {
                    _ = _watchers[i].Writer.TryComplete();
                    _watchers.RemoveAt(i);
                }
            }
        }
    }

    /// <summary>A channel of what is decided from now on; null: enough watch already.</summary>
    public Channel<Decision>? Watch()
    {
        lock (_lock)
        {
            if (_watchers.Count >= MaximumWatchers)
            {
                return null;
            }

            Channel<Decision> watcher = Channel.CreateBounded<Decision>(new BoundedChannelOptions(Backlog) { SingleReader = true });
            _watchers.Add(watcher);
            return watcher;
        }
    }

    /// <summary>Ends a channel that nobody reads any more.</summary>
    public void Forget(Channel<Decision> watcher)
    {
        lock (_lock)
        {
            _ = _watchers.Remove(watcher);
        }

        _ = watcher.Writer.TryComplete();
    }
}
