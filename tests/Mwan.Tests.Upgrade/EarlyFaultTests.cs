using Mwan.Build.Publishing;
using Xunit;
using Xunit.Abstractions;

namespace Mwan.Tests.Upgrade;

/// <summary>Failures before there is a system that could say what failed.</summary>
public sealed class EarlyFaultTests(ITestOutputHelper output) : FaultTests(output)
{
    [Fact]
    public Task A_panic_in_the_initrd() => ReturnsAsync(ReleaseFault.Panicking);

    [Fact]
    [Trait("Category", "full")]
    public Task A_root_that_does_not_verify() => ReturnsAsync(ReleaseFault.Unverified);
}
