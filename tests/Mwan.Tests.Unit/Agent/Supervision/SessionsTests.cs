using Mwan.Agent.Supervision;
using Mwan.Tests.Unit.Agent.Health;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Supervision;

public sealed class SessionsTests : IDisposable
{
    private readonly SteppedTime _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Sessions _sessions;
    private readonly List<string> _ends = [];
    private int _begun;

    public SessionsTests() => _sessions = new Sessions(TimeSpan.FromSeconds(2), _time);

    [Fact]
    public async Task A_session_that_ends_is_followed_by_another_ever_more_slowly_until_one_held()
    {
        TimeSpan held = TimeSpan.Zero;
        Task running = _sessions.RunAsync(
            token =>
            {
                TimeSpan length = held;
                _ = Interlocked.Increment(ref _begun);
                _time.Pass(length);
                throw new IOException("gone");
            },
            exception => exception is IOException,
            exception => _ends.Add(exception.Message),
            _stop.Token);
        await PausesAsync(0.25, 0.5, 1, 2);
        held = TimeSpan.FromSeconds(3);
        await PausesAsync(2, 0.25);
        held = TimeSpan.Zero;
        await PausesAsync(0.25);
        await PausesAsync(0.5);
        await _stop.CancelAsync();
        await running;
        Assert.Equal(9, _ends.Count);
    }

    [Fact]
    public async Task What_nobody_foresaw_is_thrown_on()
    {
        Task running = _sessions.RunAsync(_ => throw new FormatException("seven"), exception => exception is IOException, exception => _ends.Add(exception.Message), _stop.Token);
        _ = await Assert.ThrowsAsync<FormatException>(() => running);
        Assert.Empty(_ends);
    }

    [Fact]
    public async Task A_wait_that_is_too_long_ends_its_session_and_a_stop_ends_all()
    {
        Task running = _sessions.RunAsync(
            token => _sessions.WithinAsync(TimeSpan.FromSeconds(5), NeverAsync, token), _ => false, exception => _ends.Add(exception is OperationCanceledException ? "late" : exception.Message), _stop.Token);
        await PassAsync(TimeSpan.FromSeconds(5));
        await Waiting.UntilAsync(() => _ends.Count is 1, "it is late");
        await PassAsync(TimeSpan.FromSeconds(0.25));
        await Waiting.UntilAsync(() => _time.Armed is 1, "it tries again");
        await _stop.CancelAsync();
        await running;
        Assert.Equal(["late"], _ends);
    }

    [Fact]
    public async Task Waiting_for_what_does_not_come_gives_nothing()
    {
        Assert.Equal("here", await _sessions.ForAsync(TimeSpan.FromSeconds(5), _ => Task.FromResult("here"), _stop.Token));
        Task<string?> waiting = _sessions.ForAsync(TimeSpan.FromSeconds(5), NeverAsync, _stop.Token);
        await PassAsync(TimeSpan.FromSeconds(5));
        Assert.Null(await waiting);
        Task<string?> stopped = _sessions.ForAsync(TimeSpan.FromSeconds(5), NeverAsync, _stop.Token);
        await _stop.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
    }

    public void Dispose() => _stop.Dispose();

    private static async Task<string> NeverAsync(CancellationToken cancellation)
    {
        await Task.Delay(Timeout.Infinite, cancellation);
        return "never";
    }

    private async Task PassAsync(TimeSpan time)
    {
        await Waiting.UntilAsync(() => _time.Armed is 1, "it waits");
        _time.Pass(time);
    }

    // Not a moment before its time, and then it comes.
    private async Task PausesAsync(params double[] seconds)
    {
        foreach (double pause in seconds)
        {
            await Waiting.UntilAsync(() => _time.Armed is 1, "it pauses");
            int begun = Volatile.Read(ref _begun);
            _time.Pass(TimeSpan.FromSeconds(pause - 0.01));
            Assert.Equal(1, _time.Armed);
            _time.Pass(TimeSpan.FromSeconds(0.01));
            await Waiting.UntilAsync(() => Volatile.Read(ref _begun) == begun + 1, "the next session");
        }
    }
}
