using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>Tests that share the lab of a tunnel that is kept cold.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ColdTunnelLabTests : ICollectionFixture<ColdTunnelLab>
{
    /// <summary>Its name.</summary>
    public const string Name = "cold tunnel lab";
}
