using Mwan.Agent.Health;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Health;

public sealed class CadenceTests
{
    [Theory]
    [InlineData(10, 10.4, 11)]
    [InlineData(10, 11, 11)]
    [InlineData(10, 11.2, 12)]
    [InlineData(10, 3610.7, 3611)]
    public void Rounds_do_not_drift_and_missed_ones_are_left_out(double due, double now, double next) =>
        Assert.Equal(TimeSpan.FromSeconds(next), Cadence.Next(TimeSpan.FromSeconds(due), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(now)));

    [Fact]
    public void First_rounds_are_soon_and_apart()
    {
        TimeSpan[] phases = [.. Enumerable.Range(0, 6).Select(i => Cadence.Phase(i, 6, TimeSpan.FromSeconds(1)))];
        Assert.Equal(6, phases.Distinct().Count());
        Assert.All(phases, phase => Assert.InRange(phase, TimeSpan.Zero, TimeSpan.FromMilliseconds(250)));
    }
}
