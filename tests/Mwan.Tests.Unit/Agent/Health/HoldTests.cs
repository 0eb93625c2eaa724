using Mwan.Agent.Health;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Health;

public sealed class HoldTests
{
    [Theory]
    [InlineData(0, 30)]
    [InlineData(1, 30)]
    [InlineData(2, 60)]
    [InlineData(5, 480)]
    [InlineData(6, 600)]
    [InlineData(60, 600)]
    public void The_hold_doubles_up_to_its_bound(int flaps, int seconds) => Assert.Equal(
        TimeSpan.FromSeconds(seconds),
        Hold.After(flaps, Script.Plain with { Hold = TimeSpan.FromSeconds(30), MaximumHold = TimeSpan.FromMinutes(10) }));

    [Fact]
    public void No_hold_stays_none() => Assert.Equal(TimeSpan.Zero, Hold.After(60, Script.Plain with { Hold = TimeSpan.Zero }));

    [Fact]
    public void Flaps_that_would_not_lengthen_the_hold_are_not_counted()
    {
        int flaps = Enumerable.Range(0, 100).Aggregate(0, (count, _) => Hold.Another(count, Script.Plain));
        Assert.Equal(3, flaps);
        Assert.Equal(1, Hold.Another(0, Script.Plain with { Hold = TimeSpan.Zero }));
    }
}
