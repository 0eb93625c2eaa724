using Mwan.Agent.Supervision;

namespace Mwan.Agent.Observation;

/// <summary>
/// A source that may hang, such as a disk, read on a thread of its own so that the loop never waits for it.
/// At most one read is under way: a dead disk costs one thread, not one per turn.
/// </summary>
/// <param name="read">Reads it; may take for ever.</param>
/// <param name="patience">Time after which a read counts as late.</param>
/// <param name="interval">Time between reads.</param>
/// <param name="time">The clock.</param>
/// <param name="changed">Called when a value came in that differs from the one before, or one came in late.</param>
internal sealed class SlowSource<T>(Func<T> read, TimeSpan patience, TimeSpan interval, TimeProvider time, Action changed)
    where T : class
{
    private readonly Lock _lock = new();
    private T? _value;
    private bool _reading;
    private long _started;
    private bool _everStarted;

    /// <summary>What is known now; starts a read if one is due. Never waits.</summary>
    public Answer<T> Ask()
    {
        lock (_lock)
        {
            TimeSpan age = time.GetElapsedTime(_started);
            if (!_reading && (!_everStarted || age >= interval))
            {
                _reading = _everStarted = true;
                _started = time.GetTimestamp();
                new Thread(Run) { IsBackground = true, Name = "slow source" }.Start();
                age = TimeSpan.Zero;
            }

            return new Answer<T>(_value, _reading && age >= patience);
        }
    }

    private void Run()
    {
        T? value = null;
        try
        {
            value = read();
        }
        catch (Exception exception) when (Mishap.IsBearable(exception))
        {
            // The source is gone or tells nonsense; it will be asked again. On a thread of its own a mishap would end the agent.
        }

        bool news;
        lock (_lock)
        {
            news = !Equals(value, _value) || time.GetElapsedTime(_started) >= patience;
            _value = value;
            _reading = false;
        }

        if (news)
        {
            changed();
        }
    }
}
