using Mwan.Agent.Observation;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Observation;

public sealed class SlowSourceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_source_that_hangs_is_late_and_asked_only_once()
    {
        // Not disposed of: a read that the last look began may still come to it.
        ManualResetEventSlim answer = new();
        int reads = 0;
        SlowSource<string> source = new(
            () =>
            {
                _ = Interlocked.Increment(ref reads);
                answer.Wait();
                return "here";
            },
            Patience,
            Interval,
            _time,
            () => { });
        Assert.Equal(new Answer<string>(null, Late: false), source.Ask());
        _time.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(new Answer<string>(null, Late: true), source.Ask());
        _time.Pass(TimeSpan.FromMinutes(1));
        Assert.True(source.Ask().Late);
        answer.Set();
        await Waiting.UntilAsync(() => source.Ask() is { Value: "here", Late: false }, "the source answers");
        Assert.InRange(reads, 1, 2);
    }

    [Fact]
    public async Task A_source_is_asked_again_after_its_interval_and_news_wake_the_loop()
    {
        int value = 0;
        int woken = 0;
        SlowSource<string> source = new(() => $"{value}", Patience, Interval, _time, () => Interlocked.Increment(ref woken));
        await Waiting.UntilAsync(() => source.Ask().Value == "0" && Volatile.Read(ref woken) == 1, "the first answer");
        value = 1;
        Assert.Equal("0", source.Ask().Value);
        _time.Pass(Interval);
        await Waiting.UntilAsync(() => source.Ask().Value == "1" && Volatile.Read(ref woken) == 2, "the second answer");
        _time.Pass(Interval);
        Assert.Equal("1", source.Ask().Value);
        Assert.Equal(2, woken);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_source_that_fails_has_no_value_and_is_asked_again(bool gone)
    {
        Exception failure = gone ? new IOException("gone") : new FormatException("nonsense");
        bool broken = true;
        SlowSource<string> source = new(() => broken ? throw failure : "back", Patience, Interval, _time, () => { });
        Assert.Null(source.Ask().Value);
        broken = false;
        await Waiting.UntilAsync(
            () =>
            {
                _time.Pass(Interval);
                return source.Ask().Value == "back";
            },
            "the source is back");
    }
}
