using System.Threading.Channels;
using Mwan.Agent.Supervision;

namespace Mwan.Agent.Health;

/// <summary>Measures one family of one member for as long as the agent runs.</summary>
internal sealed class FamilyWatch : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly IRounds _rounds;
    private readonly Clock _clock;
    private readonly Action _changed;
    private readonly Action<ProbedFamily>? _failed;
    private readonly ITimer _timer;
    private HealthState _state;
    private bool _atOnce;

    /// <summary>A watch that does not run yet.</summary>
    /// <param name="family">What is measured.</param>
    /// <param name="state">Where it begins.</param>
    /// <param name="rounds">How.</param>
    /// <param name="clock">Moments.</param>
    /// <param name="time">Timers.</param>
    /// <param name="changed">Called after the verdict or the failing layer changed.</param>
    /// <param name="failed">Called after each round without success; null: nobody wants to know.</param>
    public FamilyWatch(ProbedFamily family, HealthState state, IRounds rounds, Clock clock, TimeProvider time, Action changed, Action<ProbedFamily>? failed = null)
    {
        _failed = failed;
        Family = family;
        _state = state;
        _rounds = rounds;
        _clock = clock;
        _changed = changed;
        _timer = time.CreateTimer(_ => Call(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What is measured.</summary>
    public ProbedFamily Family { get; }

    /// <summary>What is known now.</summary>
    public HealthState State
    {
        get
        {
            lock (_lock)
            {
                return _state;
            }
        }
    }

    /// <summary>Takes news of the layers below; the verdict has changed when this returns.</summary>
    public void Tell(LayerFacts facts)
    {
        (HealthState before, HealthState after) = Update(state => state.WithFacts(facts, Family.Settings, _clock.Now));
        if ((before.Facts.IsSilent && !facts.IsSilent) || IntervalOf(after) < IntervalOf(before))
        {
            Volatile.Write(ref _atOnce, true);
            Call();
        }
    }

    /// <summary>Takes what another run left, which came late. What this run has measured or sees for itself stands.</summary>
    public void Recall(LastVerdict last) => _ = Update(state => state.Recall(last, Family.Settings, _clock.Now));

    /// <summary>Runs rounds until cancelled. While a layer below is down, or the member rests, it waits to be told.</summary>
    /// <param name="phase">Time to the first round.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task RunAsync(TimeSpan phase, CancellationToken cancellation)
    {
        TimeSpan due = _clock.Now.Elapsed + phase;
        TimeSpan interval = Family.Settings.Interval;
        while (!cancellation.IsCancellationRequested)
        {
            TimeSpan patience = due - _clock.Now.Elapsed;
            bool silent = State.Facts.IsSilent;
            _ = _timer.Change(silent ? Timeout.InfiniteTimeSpan : patience > TimeSpan.Zero ? patience : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            try
            {
                _ = await _calls.Reader.ReadAsync(cancellation);
                if (Interlocked.Exchange(ref _atOnce, false))
                {
                    due = _clock.Now.Elapsed;
                }

                if (!State.Facts.IsSilent && _clock.Now.Elapsed + Cadence.Grain >= due)
                {
                    IReadOnlyList<ProbeResult> results = await RoundAsync(cancellation);
                    if (interval > Family.Settings.Interval && Quorum.Judge(results, Family.Settings.Quorum) is not RoundOutcome.Succeeded)
                    {
                        // The first question after minutes may be what wakes the line (a modem) or the peer: only what follows counts.
                        interval = Family.Settings.Interval;
                    }
                    else
                    {
                        // A round that was not due earlier continues the one before it.
                        (_, HealthState state) = Update(state => state.WithRound(results, Family.Settings with { Interval = interval }, _clock.Now));
                        if (state is { LastSucceeded: false, Facts.IsSilent: false })
                        {
                            _failed?.Invoke(Family);
                        }

                        interval = IntervalOf(state);
                    }

                    due = Cadence.Next(due, interval, _clock.Now.Elapsed);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    // A monitor that dies is worse than one that does not know.
    private async Task<IReadOnlyList<ProbeResult>> RoundAsync(CancellationToken cancellation)
    {
        try
        {
            return await _rounds.RunAsync(Family, cancellation);
        }
        catch (Exception exception) when (Mishap.IsBearable(exception) || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return [.. Family.Targets.Select(_ => ProbeResult.CannotProbe(exception.Message.TrimEnd('.')))];
        }
    }

    // What nothing needs is asked rarely while all that is known of it is good.
    private TimeSpan IntervalOf(HealthState state) =>
        state is { Facts: { Idle: true, Handshake: true }, Health.Verdict: Verdict.Healthy, LastSucceeded: true } ? Family.IdleInterval : Family.Settings.Interval;

    private (HealthState Before, HealthState After) Update(Func<HealthState, HealthState> step)
    {
        HealthState before, after;
        lock (_lock)
        {
            before = _state;
            _state = after = step(before);
        }

        if (after.Health != before.Health)
        {
            _changed();
        }

        return (before, after);
    }

    private void Call() => _ = _calls.Writer.TryWrite(item: true);
}
