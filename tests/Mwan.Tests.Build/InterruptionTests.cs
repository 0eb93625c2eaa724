using Mwan.Tests.Build.Builds;
using Xunit;

namespace Mwan.Tests.Build;

[Collection(WarmBuildCollection.Name)]
public sealed class InterruptionTests(WarmBuild warm)
{
    [Theory]
    [InlineData("INT")]
    [InlineData("KILL")]
    public Task A_build_that_ends_while_mmdebstrap_runs_leaves_nothing_behind(string signal) => EndsWhileMmdebstrapRunsAsync(signal);

    [Fact]
    [Trait("Category", "full")]
    public Task A_build_that_is_terminated_while_mmdebstrap_runs_leaves_nothing_behind() => EndsWhileMmdebstrapRunsAsync("TERM");

    [Fact]
    public async Task A_build_that_ends_while_it_publishes_leaves_no_artifact_and_the_next_one_works()
    {
        await using var scratch = new Scratch();
        await warm.SeedAsync(scratch.At("cache"), "agent", "tools", "root", "kernel", "initrd", "slot", "disk");
        foreach (string signal in (string[])["INT", "KILL"])
        {
            await using Builds.Build build = Builds.Build.Start(warm.Clone, scratch.At("cache"), [], "image", $"--output={scratch.At("output")}");
            await build.SaysAsync("artifacts  ");
            await StopAsync(scratch, build, signal);
            WarmBuild.HasNoResult(scratch.At("output"));
        }

        (int code, string said) = await Builds.Build.RunAsync(warm.Clone, scratch.At("cache"), [], "image", $"--output={scratch.At("output")}");
        Assert.True(code == 0, said);
        await warm.IsSameAsync(scratch.At("output"));
    }

    // One cold build, ended twice in each of its steps. The result is that of an undisturbed one.
    [Fact]
    [Trait("Category", "full")]
    public async Task A_build_that_is_ended_in_every_step_comes_to_the_same_result_in_the_end()
    {
        await using var scratch = new Scratch();
        await warm.SeedAsync(scratch.At("cache"));
        foreach (string step in (string[])["agent", "tools", "root", "kernel", "initrd", "slot", "disk"])
        {
            foreach (string signal in (string[])["KILL", "INT"])
            {
                await using Builds.Build build = Builds.Build.Start(warm.Clone, scratch.At("cache"), [], "image", $"--output={scratch.At("output")}");
                await build.UntilAsync(() => build.Said.Split('\n').Any(line => line.StartsWith($"{step} ", StringComparison.Ordinal)), $"{step} begins");
                await StopAsync(scratch, build, signal);
                WarmBuild.HasNoResult(scratch.At("output"));
            }
        }

        (int code, string said) = await Builds.Build.RunAsync(warm.Clone, scratch.At("cache"), [], "image", $"--output={scratch.At("output")}");
        Assert.True(code == 0, said);
        await warm.IsSameAsync(scratch.At("output"));
        Assert.Empty(Directory.GetFileSystemEntries(scratch.At("cache", "unfinished")));
    }

    private async Task EndsWhileMmdebstrapRunsAsync(string signal)
    {
        await using var scratch = new Scratch();
        await warm.SeedAsync(scratch.At("cache"));
        await StopAsync(scratch, "tools", signal, "tools.log", "Unpacking ");
        Assert.Empty(Directory.GetFileSystemEntries(scratch.At("cache", "steps")));
    }

    private async Task StopAsync(Scratch scratch, string verb, string signal, string log, string text)
    {
        await using Builds.Build build = Builds.Build.Start(warm.Clone, scratch.At("cache"), [], verb, $"--output={scratch.At("output")}");
        string path = scratch.At("output", "logs", log);
        await build.UntilAsync(() => File.Exists(path) && File.ReadAllText(path).Contains(text, StringComparison.Ordinal), $"{log} has '{text}'");
        await StopAsync(scratch, build, signal);
    }

    private static async Task StopAsync(Scratch scratch, Builds.Build build, string signal)
    {
        await build.SignalAsync(signal);
        int code = await build.EndAsync();
        await build.LeavesNoProcessAsync();
        WarmBuild.HasNoMount(scratch.Path);
        if (signal != "KILL")
        {
            Assert.NotEqual(0, code);
            Assert.Contains("Interrupted. Nothing half-made was left; the next build goes on from the last finished step.", build.Said, StringComparison.Ordinal);
            string unfinished = scratch.At("cache", "unfinished");
            Assert.Empty(Directory.Exists(unfinished) ? Directory.GetFileSystemEntries(unfinished) : []);
        }
    }
}
