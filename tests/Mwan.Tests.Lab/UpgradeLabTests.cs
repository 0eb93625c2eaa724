using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>Tests that share one lab whose router is upgraded, and leave it healthy.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class UpgradeLabTests : ICollectionFixture<UpgradeLab>
{
    /// <summary>Its name.</summary>
    public const string Name = "upgrade lab";
}
