using Mwan.Build.Packages;
using Mwan.Build.Processes;
using Mwan.Tests.Build.Builds;
using Xunit;

namespace Mwan.Tests.Build;

[Collection(WarmBuildCollection.Name)]
public sealed class RecoveryTests(WarmBuild warm)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Damaged_results_and_packages_are_made_and_fetched_again()
    {
        await using var scratch = new Scratch();
        string cache = scratch.At("cache");
        await warm.SeedAsync(cache, "agent", "tools", "root", "initrd", "slot", "disk", "kernel");
        string kernel = Directory.GetDirectories(Path.Combine(cache, "steps"), "kernel-*").Single();
        string disk = Directory.GetDirectories(Path.Combine(cache, "steps"), "disk-*").Single();

        // Links become copies before they are damaged.
        await OwnAsync(kernel);
        await Command.Of("truncate", "--size=1000", Path.Combine(kernel, "vmlinuz")).RunAsync(None);
        File.Delete($"{disk}.fingerprint");
        LockedPackage package = PackageLock.Read(Path.Combine(warm.Clone, "mwan.lock")).Set("kernel").Single();
        string archive = Path.Combine(cache, "packages", package.FileName);
        await OwnAsync(archive);
        await Command.Of("truncate", "--size=1000000", archive).RunAsync(None);

        (int code, string said) = await Builds.Build.RunAsync(
            warm.Clone, cache, Namespaces.WithoutNetwork, "image", $"--output={scratch.At("output")}", $"--packages={warm.Packages}");
        Assert.True(code == 0, said);
        Assert.Contains($"the cached result in {kernel} is damaged; making it again", said, StringComparison.Ordinal);
        Assert.Contains($"the cached result in {disk} is damaged; making it again", said, StringComparison.Ordinal);
        await warm.IsSameAsync(scratch.At("output"));
    }

    [Fact]
    public async Task A_damaged_artifact_is_written_again_and_an_unchanged_build_writes_nothing()
    {
        await using var scratch = new Scratch();
        string output = scratch.At("output");
        await Command.Of("cp", "-a", warm.Output, output).RunAsync(None);
        await BuildAsync(output, unchanged: true);
        await File.AppendAllTextAsync(Path.Combine(output, "SHA256SUMS"), "x\n");
        await BuildAsync(output, unchanged: false);
        File.Delete(Directory.GetFiles(Path.Combine(output, "packages"))[0]);
        await BuildAsync(output, unchanged: false);
    }

    [Fact]
    public async Task Of_two_builds_at_once_the_second_waits_and_both_succeed()
    {
        await using var scratch = new Scratch();
        string output = scratch.At("output");
        await using Builds.Build first = Builds.Build.Start(warm.Clone, cache: null, [], "image", $"--output={output}");
        await first.SaysAsync("artifacts  ");

        // The second takes a moment to start, in which the first might come to its end.
        await first.SignalAllAsync("STOP");
        await using Builds.Build second = Builds.Build.Start(warm.Clone, cache: null, [], "image", $"--output={output}");
        await second.SaysAsync($"another build writes to {output}; waiting for it");
        Assert.Null(first.ExitCode);
        await first.SignalAllAsync("CONT");
        Assert.True(await first.EndAsync() == 0, first.Said);
        Assert.True(await second.EndAsync() == 0, second.Said);
        Assert.Contains("unchanged", second.Said, StringComparison.Ordinal);
        await warm.IsSameAsync(output);
    }

    [Fact]
    public async Task What_is_rendered_does_not_depend_on_where_the_clone_lies_or_the_user_stands()
    {
        await using var scratch = new Scratch();
        string other = await Clone.MakeAsync(scratch.At("a directory", "deeper", "clone"));
        (int code, string said) = await Builds.Build.RunAsync(Path.Combine(other, "tests"), cache: null, [], "render", $"--output={scratch.At("output")}");
        Assert.True(code == 0, said);
        string difference = await Command.Of("diff", "--recursive", "--no-dereference", Path.Combine(warm.Output, "rendered"), scratch.At("output", "rendered")).RunAsync(None);
        Assert.Equal("", difference);
    }

    // Nothing but the packages that a release kept: no cache, no network, another place.
    [Fact]
    [Trait("Category", "full")]
    public async Task A_release_is_built_again_offline_from_its_packages_with_the_same_bytes()
    {
        await using var scratch = new Scratch();
        string other = await Clone.MakeAsync(scratch.At("a directory", "clone"));
        (int code, string said) = await Builds.Build.RunAsync(
            Path.Combine(other, "overlays"), scratch.At("cache"), Namespaces.WithoutNetwork, "image", $"--output={scratch.At("output")}", $"--packages={warm.Packages}");
        Assert.True(code == 0, said);
        await warm.IsSameAsync(scratch.At("output"));
    }

    private static Task<string> OwnAsync(string path) => Command.Of("sh", "-euc", "cp -rp \"$1/.\" \"$1.own\" 2> /dev/null || cp -p \"$1\" \"$1.own\"; rm \"$1\"; mv \"$1.own\" \"$1\"", "sh", path).RunAsync(None);

    private async Task BuildAsync(string output, bool unchanged)
    {
        (int code, string said) = await Builds.Build.RunAsync(warm.Clone, cache: null, Namespaces.WithoutNetwork, "image", $"--output={output}");
        Assert.True(code == 0, said);
        Assert.Equal(unchanged, said.Contains(".qcow2: unchanged", StringComparison.Ordinal));
        await warm.IsSameAsync(output);
    }
}
