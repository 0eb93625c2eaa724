using Mwan.Build.Publishing;
using Xunit;
using Xunit.Abstractions;

namespace Mwan.Tests.Upgrade;

/// <summary>Failures of a system that has started.</summary>
public sealed class LateFaultTests(ITestOutputHelper output) : FaultTests(output)
{
    [Fact]
    public Task An_agent_that_crashes() => ReturnsAsync(ReleaseFault.Crashing);

    [Fact]
    [Trait("Category", "full")]
    public Task A_boot_that_does_not_come_as_far_as_the_gate() => ReturnsAsync(ReleaseFault.Stuck);
}
