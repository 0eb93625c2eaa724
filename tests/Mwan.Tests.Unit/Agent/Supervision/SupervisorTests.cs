using Mwan.Agent.Supervision;
using Mwan.Tests.Unit.Agent.Health;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Supervision;

public sealed class SupervisorTests : IDisposable
{
    private readonly SteppedTime _time = new();
    private readonly Notes _journal = new();
    private readonly CancellationTokenSource _stop = new();
    private int _runs;

    [Fact]
    public async Task A_part_that_fails_is_started_again_ever_more_slowly_and_said_once()
    {
        Task running = new Supervisor(_journal, _time).RunAsync("Counting", Fail, _stop.Token);
        foreach (double delay in (double[])[0.25, 0.5, 1, 2, 4, 8, 16, 30, 30])
        {
            int runs = _runs;
            await Waiting.UntilAsync(() => _time.Armed is 1, "it waits");
            _time.Pass(TimeSpan.FromSeconds(delay - 0.01));
            Assert.Equal(runs, _runs);
            _time.Pass(TimeSpan.FromSeconds(0.01));
            await Waiting.UntilAsync(() => Volatile.Read(ref _runs) == runs + 1, "it runs again");
        }

        Assert.StartsWith("Counting failed and starts again; all else goes on. FormatException: seven is no number", Assert.Single(_journal.Lines), StringComparison.Ordinal);
        await _stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_part_that_ends_by_itself_has_ended()
    {
        await new Supervisor(_journal, _time).RunAsync("Nothing", _ => Task.CompletedTask, _stop.Token);
        Assert.Empty(_journal.Lines);
    }

    [Fact]
    public async Task A_part_that_is_stopped_is_no_failure()
    {
        Task running = new Supervisor(_journal, _time).RunAsync("Waiting", token => Task.Delay(Timeout.Infinite, token), _stop.Token);
        await _stop.CancelAsync();
        await running;
        Assert.Empty(_journal.Lines);
    }

    public void Dispose() => _stop.Dispose();

    private async Task Fail(CancellationToken cancellation)
    {
        _ = Interlocked.Increment(ref _runs);
        await Task.Yield();
        throw new FormatException("seven is no number");
    }
}
