using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>Tests that share one lab and leave it as they found it.</summary>
[CollectionDefinition(Name)]
public sealed class SharedLabTests : ICollectionFixture<SharedLab>
{
    /// <summary>Its name.</summary>
    public const string Name = "lab";
}
