using System.Diagnostics.CodeAnalysis;
using Xunit;

namespace Mwan.Tests.Build.Builds;

/// <summary>Tests that share one <see cref="WarmBuild"/>; one after the other, since each keeps the machine busy.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
[SuppressMessage("Naming", "CA1711", Justification = "xunit calls it a collection.")]
public sealed class WarmBuildCollection : ICollectionFixture<WarmBuild>
{
    public const string Name = "warm build";
}
