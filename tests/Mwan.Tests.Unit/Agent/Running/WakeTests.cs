using Mwan.Agent.Running;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Running;

public sealed class WakeTests
{
    [Fact]
    public async Task Many_calls_are_one_look_that_knows_each_cause_once()
    {
        Wake wake = new(TimeProvider.System);
        wake.Call("link");
        wake.For("health")();
        wake.Call("link");
        Assert.Equal(["link", "health"], await wake.WaitAsync(TimeSpan.FromMinutes(1), "timer", CancellationToken.None));
    }

    [Fact]
    public async Task When_nobody_calls_the_timer_does_and_nothing_is_carried_over()
    {
        Wake wake = new(TimeProvider.System);
        wake.Call("route");
        _ = await wake.WaitAsync(TimeSpan.FromMinutes(1), "timer", CancellationToken.None);
        Assert.Equal(["timer"], await wake.WaitAsync(TimeSpan.FromMilliseconds(1), "timer", CancellationToken.None));
    }

    [Fact]
    public async Task A_storm_of_causes_is_bounded()
    {
        Wake wake = new(TimeProvider.System);
        for (int i = 0; i < 1000; i++)
        {
            wake.Call($"cause {i}");
        }

        Assert.Equal(16, (await wake.WaitAsync(TimeSpan.FromMinutes(1), "timer", CancellationToken.None)).Count);
    }
}
