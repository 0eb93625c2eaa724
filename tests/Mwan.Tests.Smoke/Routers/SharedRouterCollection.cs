using System.Diagnostics.CodeAnalysis;
using Xunit;

namespace Mwan.Tests.Smoke.Routers;

/// <summary>The tests that share one boot.</summary>
[CollectionDefinition(Name)]
[SuppressMessage("Naming", "CA1711", Justification = "xunit calls it a collection.")]
public sealed class SharedRouterCollection : ICollectionFixture<SharedRouter>
{
    public const string Name = "one boot";
}
