using Mwan.Build;
using Mwan.Build.Cache;
using Xunit;

namespace Mwan.Tests.Unit.Build.Cache;

public sealed class StepCacheTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_step_is_made_once_and_then_taken_from_the_cache()
    {
        await using var scratch = new Scratch();
        int made = 0;
        string first = await GetAsync(scratch, "key", () => made++);
        string second = await GetAsync(scratch, "key", () => made++);
        string other = await GetAsync(scratch, "other", () => made++);
        Assert.Equal(first, second);
        Assert.NotEqual(first, other, StringComparer.Ordinal);
        Assert.Equal(2, made);
        Assert.Equal("content", await File.ReadAllTextAsync(Path.Combine(first, "sub", "file")));
        Assert.Contains("a thing: unchanged", scratch.Told.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("truncate -s 3 sub/file")]
    [InlineData("echo other > sub/file")]
    [InlineData("rm sub/file")]
    [InlineData("touch sub/more")]
    [InlineData("chmod 0700 sub/file")]
    [InlineData("rm ../step-key.fingerprint")]
    [InlineData(": > ../step-key.fingerprint")]
    public async Task A_damaged_result_is_made_again_and_said_to_be_damaged(string damage)
    {
        await using var scratch = new Scratch();
        int made = 0;
        string entry = await GetAsync(scratch, "key", () => made++);
        await Mwan.Build.Processes.Command.Of("sh", "-c", damage).In(entry).RunAsync(None);
        Assert.Equal(entry, await GetAsync(scratch, "key", () => made++));
        Assert.Equal(2, made);
        Assert.Equal("content", await File.ReadAllTextAsync(Path.Combine(entry, "sub", "file")));
        Assert.False(File.Exists(Path.Combine(entry, "sub", "more")));
        Assert.Contains($"the cached result in {entry} is damaged; making it again", scratch.Told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_fails_leaves_nothing_and_is_made_the_next_time()
    {
        await using var scratch = new Scratch();
        BuildException e = await Assert.ThrowsAsync<BuildException>(() => GetAsync(scratch, "key", static () => throw new BuildException("No.")));
        Assert.Equal("No.", e.Message);
        Assert.Empty(Directory.GetFileSystemEntries(scratch.At("unfinished")));
        Assert.False(Directory.Exists(scratch.At("steps", "step-key")));
        int made = 0;
        await GetAsync(scratch, "key", () => made++);
        Assert.Equal(1, made);
    }

    [Fact]
    public async Task Two_that_want_the_same_at_once_make_it_once()
    {
        await using var scratch = new Scratch();
        int made = 0;
        string[] entries = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => GetAsync(scratch, "key", () => Interlocked.Increment(ref made))));
        Assert.Single(entries.Distinct(StringComparer.Ordinal));
        Assert.Equal(1, made);
    }

    [Fact]
    public async Task Only_the_newest_results_of_a_step_stay()
    {
        await using var scratch = new Scratch();
        foreach (string key in (string[])["a", "b", "c"])
        {
            await GetAsync(scratch, key, static () => { });
            File.SetLastWriteTimeUtc(scratch.At("steps", $"step-{key}.fingerprint"), DateTime.UnixEpoch.AddDays(key[0]));
        }

        // "a" is used again: now "b" is the oldest.
        await GetAsync(scratch, "a", static () => { });
        await GetAsync(scratch, "d", static () => { });
        string[] kept = [.. Directory.GetDirectories(scratch.At("steps")).Select(static d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];
        Assert.Equal(["step-a", "step-c", "step-d"], kept);
        Assert.False(File.Exists(scratch.At("steps", "step-b.fingerprint")));
    }

    [Fact]
    public async Task A_result_that_someone_makes_is_not_pruned()
    {
        await using var scratch = new Scratch();
        await GetAsync(scratch, "a", static () => { });
        File.SetLastWriteTimeUtc(scratch.At("steps", "step-a.fingerprint"), DateTime.UnixEpoch);
        using FileLock? used = FileLock.TryTake(scratch.At("locks", "step-a"));
        foreach (string key in (string[])["b", "c", "d"])
        {
            await GetAsync(scratch, key, static () => { });
        }

        Assert.True(Directory.Exists(scratch.At("steps", "step-a")));
    }

    [Fact]
    public async Task A_sweep_removes_what_dead_builds_left_and_nothing_that_is_in_the_making()
    {
        await using var scratch = new Scratch();
        scratch.Write("unfinished/step-dead/file", "");
        scratch.Write("unfinished/step-dead.packages/file", "");
        scratch.Write("unfinished/step-dead.new", "");
        scratch.Write("unfinished/step-alive/file", "");
        scratch.Write("unfinished/step-alive.packages/file", "");
        using FileLock? alive = FileLock.TryTake(scratch.At("locks", "step-alive"));
        await scratch.Cache.SweepAsync(None);
        string[] left = [.. Directory.GetFileSystemEntries(scratch.At("unfinished")).Select(static d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];
        Assert.Equal(["step-alive", "step-alive.packages"], left);
    }

    private static Task<string> GetAsync(Scratch scratch, string key, Action make) => scratch.Cache.GetAsync(
        "step",
        key,
        "a thing",
        async (directory, _, token) =>
        {
            make();
            Directory.CreateDirectory(Path.Combine(directory, "sub"));
            await File.WriteAllTextAsync(Path.Combine(directory, "sub", "file"), "content", token);
        },
        None);
}
