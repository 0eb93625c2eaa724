using System.Diagnostics.CodeAnalysis;
using Xunit;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>Tests that share one <see cref="LevelLab"/>.</summary>
[CollectionDefinition(Name)]
[SuppressMessage("Naming", "CA1711", Justification = "xunit calls it a collection.")]
public sealed class LevelCollection : ICollectionFixture<LevelLab>
{
    public const string Name = "level";
}
