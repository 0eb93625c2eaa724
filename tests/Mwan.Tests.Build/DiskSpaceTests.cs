using Mwan.Tests.Build.Builds;
using Xunit;

namespace Mwan.Tests.Build;

[Collection(WarmBuildCollection.Name)]
public sealed class DiskSpaceTests(WarmBuild warm)
{
    [Fact]
    public Task A_cache_that_is_full_while_packages_come_is_named_with_what_to_do_and_nothing_stays() => FillsCacheAsync("40m");

    [Fact]
    [Trait("Category", "full")]
    public Task A_cache_that_is_full_while_mmdebstrap_unpacks_is_named_with_what_to_do_and_nothing_stays() => FillsCacheAsync("250m");

    [Theory]
    [InlineData("100k")]
    [InlineData("30m")]
    [InlineData("300m")]
    public async Task A_full_output_directory_is_named_with_what_to_do_and_no_artifact_appears(string size)
    {
        await using var scratch = new Scratch();
        string output = scratch.At("output");
        (int code, string said) = await Builds.Build.RunAsync(warm.Clone, cache: null, Namespaces.WithSmallDisk(output, size), "image", $"--output={output}");
        Assert.Equal(1, code);
        Assert.Contains("error: The disk is full: ", said, StringComparison.Ordinal);
        Assert.Contains($" is on {output} (tmpfs), which has ", said, StringComparison.Ordinal);
        Assert.Contains("--output=DIR", said, StringComparison.Ordinal);
        string left = said[said.IndexOf("left: ", StringComparison.Ordinal)..];
        Assert.DoesNotContain("./mwan-", left, StringComparison.Ordinal);
        Assert.DoesNotContain("./SHA256SUMS", left, StringComparison.Ordinal);
        Assert.DoesNotContain("./new/", left, StringComparison.Ordinal);
        Assert.DoesNotContain("arriving", left, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    private async Task FillsCacheAsync(string size)
    {
        await using var scratch = new Scratch();
        string cache = scratch.At("cache");
        (int code, string said) = await Builds.Build.RunAsync(
            warm.Clone, cache, Namespaces.WithSmallDisk(cache, size), "tools", $"--output={scratch.At("output")}", $"--packages={warm.Packages}");
        Assert.Equal(1, code);
        Assert.Contains($"error: The disk is full: {cache} is on {cache} (tmpfs), which has ", said, StringComparison.Ordinal);
        Assert.Contains("Free some space, or put the cache elsewhere: MWAN_CACHE=DIR.", said, StringComparison.Ordinal);
        Assert.DoesNotContain("./steps/", said, StringComparison.Ordinal);
        Assert.DoesNotContain("./unfinished/", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }
}
