using Mwan.Build.Artifacts;
using Xunit;

namespace Mwan.Tests.Image.Container;

/// <summary><c>./build.sh --docker</c> against the build without it.</summary>
[Trait("Category", "full")]
public sealed class ContainerTests : IClassFixture<DockerDaemon>
{
    // A first run makes the container, downloads the packages and builds from nothing.
    private static readonly TimeSpan FromNothing = TimeSpan.FromMinutes(20);

    [Fact]
    public async Task The_container_builds_the_same_bytes()
    {
        string artifacts = Environment.GetEnvironmentVariable("MWAN_ARTIFACTS")
            ?? throw new InvalidOperationException("MWAN_ARTIFACTS must name the output directory of a build of this clone.");
        await using var build = new ContainerBuild();
        (int code, string said) = await build.EndAsync(FromNothing);
        Assert.True(code == 0, said);
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(artifacts, ArtifactNames.Checksums)),
            await File.ReadAllTextAsync(Path.Combine(build.Output, ArtifactNames.Checksums)));
    }

    [Fact]
    public async Task An_interrupted_build_leaves_no_container_and_no_image()
    {
        // A version of its own, so that there is something left to build.
        await using var build = new ContainerBuild("0.0.1");
        await build.ComposesAsync(FromNothing);
        Assert.True(await build.HasContainerAsync());
        await build.SignalAsync("TERM");
        (int code, _) = await build.EndAsync(TimeSpan.FromMinutes(2));
        Assert.NotEqual(0, code);
        Assert.False(await build.HasContainerAsync());
        Assert.False(File.Exists(Path.Combine(build.Output, ArtifactNames.Checksums)));
    }
}
