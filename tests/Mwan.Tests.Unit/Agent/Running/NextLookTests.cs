using Mwan.Agent.Observation;
using Mwan.Agent.Running;
using Mwan.Agent.Systemd;
using Mwan.Agent.Tracing;
using Mwan.Tests.Unit.Agent.Planning;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Running;

public sealed class NextLookTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void A_quiet_world_is_looked_at_by_the_slow_timer() => Assert.Equal((TimeSpan.FromSeconds(10), Cause.Timer), Look().After(World(), unsettled: false, unsent: false));

    [Fact]
    public void What_ends_before_the_timer_is_looked_at_a_moment_after_its_end()
    {
        (TimeSpan patience, string cause) = Look().After(World(end: 3), unsettled: false, unsent: false);
        Assert.Equal(Cause.Expiry, cause);
        Assert.InRange(patience.TotalSeconds, 3.001, 3.010);
        Assert.Equal((TimeSpan.FromSeconds(10), Cause.Timer), Look().After(World(end: 11), unsettled: false, unsent: false));
    }

    [Fact]
    public void What_ended_since_the_look_is_looked_at_now()
    {
        World world = World(end: 3);
        _time.Pass(TimeSpan.FromSeconds(5));
        Assert.InRange(Look().After(world, unsettled: false, unsent: false).Patience.TotalMilliseconds, 1, 10);
    }

    [Fact]
    public void What_fails_is_tried_ever_more_slowly_whatever_ended_meanwhile()
    {
        NextLook look = Look();
        Assert.Equal([0.5, 1, 2, 4, 8, 10, 10], Enumerable.Range(0, 7).Select(_ => look.After(seen: null, unsettled: true, unsent: false).Patience.TotalSeconds));
        Assert.Equal(10, look.After(World(), unsettled: false, unsent: false).Patience.TotalSeconds);
        Assert.Equal(0.5, look.After(World(), unsettled: true, unsent: false).Patience.TotalSeconds);
        Assert.Equal(0.2, look.After(World(), unsettled: true, unsent: true).Patience.TotalSeconds);
    }

    private NextLook Look() => new(new Watchdog(interval: null, _time), _time);

    private World World(double? end = null)
    {
        World world = PlanningWorld.Well with { At = _time.GetUtcNow() };
        return end is { } seconds
            ? world.With("att", att => att with { Delegations = [PlanningWorld.Delegation("2001:db8::/60") with { ValidUntil = world.At.AddSeconds(seconds) }] })
            : world;
    }
}
