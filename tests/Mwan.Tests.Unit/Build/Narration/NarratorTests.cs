using Mwan.Build;
using Mwan.Build.Narration;
using Xunit;

namespace Mwan.Tests.Unit.Build.Narration;

public sealed class NarratorTests
{
    [Fact]
    public async Task A_step_tells_its_beginning_its_end_and_the_next_time_how_long_it_took()
    {
        await using var scratch = new Scratch();
        string timings = scratch.At("cache", "timings.json");
        Assert.Matches("^root       a tree\nroot       done in \\d+\\.\\d s\n$", await TellAsync(timings));
        Assert.Matches("^root       a tree \\(\\d+ s last time\\)\n", await TellAsync(timings));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_damaged_record_of_times_is_forgotten(string content)
    {
        await using var scratch = new Scratch();
        string timings = scratch.Write("record.json", content);
        Assert.Contains("a tree\n", await TellAsync(timings), StringComparison.Ordinal);
        Assert.Contains("last time", await TellAsync(timings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_cannot_be_written_does_not_fail_a_build() =>
        Assert.Contains("done in", await TellAsync("/proc/mwan/timings.json"), StringComparison.Ordinal);

    [Fact]
    public async Task A_step_that_fails_is_not_done_and_not_remembered()
    {
        await using var scratch = new Scratch();
        var told = new StringWriter();
        await using (var narrator = new Narrator(told, isTerminal: false, scratch.At("t.json")))
        {
            await Assert.ThrowsAsync<BuildException>(() => narrator.StepAsync("root", "a tree", static _ => throw new BuildException("No.")));
            Assert.Empty(narrator.Durations);
        }

        Assert.DoesNotContain("done", told.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("last time", await TellAsync(scratch.At("t.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_shows_what_runs_now_and_a_log_has_no_control_characters()
    {
        await using var scratch = new Scratch();
        var terminal = new SharedWriter();
        await using (var narrator = new Narrator(terminal, isTerminal: true, scratch.At("t.json")))
        {
            await narrator.StepAsync("root", "a tree", async report =>
            {
                report.Now("Unpacking bash");
                await Agent.Waiting.UntilAsync(() => terminal.ToString().Contains("Unpacking bash", StringComparison.Ordinal), "the line is shown");
            });
        }

        Assert.Matches("\r\e\\[2Kroot \\d+ s Unpacking bash", terminal.ToString());
        Assert.DoesNotContain("\e", await TellAsync(scratch.At("u.json")), StringComparison.Ordinal);
    }

    private static async Task<string> TellAsync(string timings)
    {
        var told = new StringWriter();
        await using (var narrator = new Narrator(told, isTerminal: false, timings))
        {
            await narrator.StepAsync("root", "a tree", static _ => Task.CompletedTask);
        }

        return told.ToString();
    }

    /// <summary>The ticker writes while a test reads.</summary>
    private sealed class SharedWriter : StringWriter
    {
        private readonly Lock gate = new();

        public override void Write(char value)
        {
            lock (gate)
            {
                base.Write(value);
            }
        }

        public override void Write(char[] buffer, int index, int count)
        {
            lock (gate)
            {
                base.Write(buffer, index, count);
            }
        }

        public override void Write(string? value)
        {
            lock (gate)
            {
                base.Write(value);
            }
        }

        public override string ToString()
        {
            lock (gate)
            {
                return base.ToString();
            }
        }
    }
}
