using Mwan.Agent.WireGuard;
using Mwan.Tests.Unit.Agent.Health;
using Xunit;

namespace Mwan.Tests.Unit.Agent.WireGuard;

public sealed class HandshakeWatchTests
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(3);
    private readonly SteppedTime _time = new();
    private readonly HandshakeWatch _watch;

    public HandshakeWatchTests() => _watch = new HandshakeWatch(Age, _time);

    [Fact]
    public void Without_a_first_one_it_is_awaited_and_then_missing()
    {
        Assert.Equal((false, _time.GetUtcNow() + HandshakeWatch.Patience), _watch.Look(last: null, tried: true));
        _time.Pass(HandshakeWatch.Patience);
        Assert.Equal((false, null), _watch.Look(last: null, tried: true));
    }

    [Fact]
    public void A_first_one_is_awaited_anew_once_it_is_known_where_to_ask()
    {
        Assert.Equal((false, _time.GetUtcNow() + HandshakeWatch.Patience), _watch.Look(last: null, tried: true, addressed: false));
        _time.Pass(HandshakeWatch.Patience);
        Assert.Equal((false, null), _watch.Look(last: null, tried: true, addressed: false));
        Assert.Equal((false, _time.GetUtcNow() + HandshakeWatch.Patience), _watch.Look(last: null, tried: true, addressed: true));
        _time.Pass(HandshakeWatch.Patience);
        Assert.Equal((false, null), _watch.Look(last: null, tried: true, addressed: true));
    }

    [Fact]
    public void What_an_earlier_agent_saw_is_as_old_as_the_clock_says()
    {
        Assert.Equal((true, null), _watch.Look(_time.GetUtcNow() - Age + TimeSpan.FromSeconds(2), tried: true));
        _time.Pass(TimeSpan.FromSeconds(2));
        Assert.False(_watch.Look(_time.GetUtcNow() - Age, tried: true).IsFresh);
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(400)]
    public void One_that_comes_about_is_fresh_whatever_the_clock_says(int days)
    {
        _ = _watch.Look(last: null, tried: true);
        DateTimeOffset odd = _time.GetUtcNow().AddDays(days);
        Assert.Equal((true, null), _watch.Look(odd, tried: true));
        _time.Pass(Age - TimeSpan.FromSeconds(1));
        Assert.True(_watch.Look(odd, tried: true).IsFresh);
        _time.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal((false, null), _watch.Look(odd, tried: true));
        Assert.True(_watch.Look(odd.AddSeconds(-5), tried: true).IsFresh);
    }

    [Fact]
    public void A_tunnel_that_nobody_uses_is_not_held_to_it_and_has_its_time_again_later()
    {
        _ = _watch.Look(last: null, tried: true);
        _time.Pass(TimeSpan.FromHours(1));
        Assert.Equal((null, null), _watch.Look(last: null, tried: false));
        Assert.Equal((false, _time.GetUtcNow() + HandshakeWatch.Patience), _watch.Look(last: null, tried: true));
    }
}
