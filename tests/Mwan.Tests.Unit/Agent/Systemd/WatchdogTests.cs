using Mwan.Agent.Systemd;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Systemd;

public sealed class WatchdogTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void A_sign_of_life_is_due_at_half_the_time()
    {
        Watchdog watchdog = Watchdog.From("30000000", process: null, own: 1, _time);
        _time.Pass(TimeSpan.FromSeconds(14.9));
        Assert.False(watchdog.IsDue);
        Assert.Equal(TimeSpan.FromSeconds(0.1), watchdog.Remaining);
        _time.Pass(TimeSpan.FromSeconds(0.1));
        Assert.True(watchdog.IsDue);
        watchdog.Sent();
        Assert.False(watchdog.IsDue);
        Assert.Equal(TimeSpan.FromSeconds(15), watchdog.Remaining);
    }

    [Fact]
    public void A_sign_of_life_that_was_not_sent_stays_due()
    {
        Watchdog watchdog = Watchdog.From("1000000", process: null, own: 1, _time);
        _time.Pass(TimeSpan.FromSeconds(5));
        Assert.True(watchdog.IsDue);
        _time.Pass(TimeSpan.FromSeconds(5));
        Assert.True(watchdog.IsDue);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("0", null)]
    [InlineData("soon", null)]
    [InlineData("30000000", "2")]
    public void Without_a_watchdog_of_ours_none_is_due(string? microseconds, string? process)
    {
        Watchdog watchdog = Watchdog.From(microseconds, process, own: 1, _time);
        _time.Pass(TimeSpan.FromDays(1));
        Assert.False(watchdog.IsDue);
        Assert.Null(watchdog.Remaining);
    }

    [Fact]
    public void The_watchdog_may_name_this_process() => Assert.NotNull(Watchdog.From("30000000", "1", own: 1, _time).Interval);
}
