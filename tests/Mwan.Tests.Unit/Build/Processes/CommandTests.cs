using System.Globalization;
using Mwan.Build;
using Mwan.Build.Processes;
using Xunit;

namespace Mwan.Tests.Unit.Build.Processes;

public sealed class CommandTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Output_is_the_result_and_both_streams_go_to_the_log()
    {
        await using var scratch = new Scratch();
        string log = scratch.Write("log", "before\n");
        var lines = new List<string>();
        string output = await Command.Of("sh", "-c", "echo out; echo err >&2").LogTo(log).Telling(line =>
        {
            lock (lines)
            {
                lines.Add(line);
            }
        }).RunAsync(None);
        Assert.Equal("out\n", output);
        Assert.Equal(["before", "err", "out"], (await File.ReadAllLinesAsync(log)).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(["err", "out"], lines.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_program_reads_what_it_is_given_and_one_that_reads_nothing_is_judged_by_its_end()
    {
        Assert.Equal("3000000\n", await Command.Of("wc", "-c").Reading(static async (input, token) => await input.WriteAsync(new byte[3_000_000], token)).RunAsync(None));
        CommandResult deaf = await Command.Of("sh", "-c", "exit 7").Reading(static async (input, token) => await input.WriteAsync(new byte[3_000_000], token)).TryRunAsync(None);
        Assert.Equal(7, deaf.ExitCode);
    }

    [Fact]
    public async Task A_failure_shows_code_last_lines_and_where_the_rest_is()
    {
        await using var scratch = new Scratch();
        string log = scratch.At("log");
        Command command = Command.Of("sh", "-c", "seq 1 100; echo the reason >&2; exit 7").LogTo(log) with { Name = "counter" };
        CommandFailedException e = await Assert.ThrowsAsync<CommandFailedException>(() => command.RunAsync(None));
        Assert.StartsWith("counter ended with code 7:\n", e.Message, StringComparison.Ordinal);
        Assert.Contains("the reason", e.Tail, StringComparison.Ordinal);
        Assert.Equal(25, e.Tail.Split('\n').Length);
        Assert.EndsWith($"\nThe whole output is in {log}", e.Message, StringComparison.Ordinal);
        Assert.Equal(101, (await File.ReadAllLinesAsync(log)).Length);
    }

    [Fact]
    public async Task A_missing_program_is_named()
    {
        CommandFailedException e = await Assert.ThrowsAsync<CommandFailedException>(static () => Command.Of("mwan-no-such-program").RunAsync(None));
        Assert.Equal("mwan-no-such-program ended with code 127:\n'mwan-no-such-program' could not be started: No such file or directory", e.Message);
    }

    [Fact]
    public async Task Environment_and_directory_are_the_commands_own()
    {
        Command command = Command.Of("sh", "-c", "echo $A-$PATH-; pwd").In("/usr").WithEnvironment("A", "b").WithEnvironment("PATH", null);
        Assert.StartsWith("b-", await command.RunAsync(None), StringComparison.Ordinal);
        Assert.EndsWith("\n/usr\n", await command.RunAsync(None), StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_reads_as_one_would_type_it() =>
        Assert.Equal(@"echo a 'b c' '' 'it'\''s'", Command.Of("echo", "a", "b c", "", "it's").ToString());

    [Fact]
    public async Task A_log_that_cannot_be_written_is_an_error_of_the_command() =>
        Assert.Equal(28, (await Assert.ThrowsAnyAsync<IOException>(static () => Command.Of("echo", "x").LogTo("/dev/full").RunAsync(None))).HResult);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancelling_ends_the_program_and_what_it_started(bool inNamespaces)
    {
        using var stop = new CancellationTokenSource();
        string mark = $"9{System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue):D10}.5";
        var started = new TaskCompletionSource();
        string script = $"sh -c 'sleep {mark} & echo up; wait' & wait";
        Command command = (inNamespaces ? Sandbox.AsRoot("sh", "-c", script) : Command.Of("sh", "-c", script)).Telling(_ => started.TrySetResult());
        Task<CommandResult> run = command.TryRunAsync(stop.Token);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Agent.Waiting.UntilAsync(() => Running(mark).Count > 0, "the child's child runs");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(TimeSpan.FromSeconds(30), None));
        await Agent.Waiting.UntilAsync(() => Running(mark).Count == 0, "the child's child is gone");
    }

    [Fact]
    public async Task What_starts_when_its_builder_is_gone_already_ends_at_once()
    {
        Command tied = Sandbox.AsRoot("echo", "here");
        string builder = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        Command late = tied with { Arguments = [.. tied.Arguments.Select(argument => argument == builder ? "1" : argument)] };
        Assert.Equal("here\n", await tied.RunAsync(None));
        CommandResult result = await late.TryRunAsync(None);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task What_a_program_mounts_is_gone_with_it()
    {
        await using var scratch = new Scratch();
        Directory.CreateDirectory(scratch.At("mounted"));
        await Sandbox.AsRoot("sh", "-c", "mount -t tmpfs none \"$1\" && touch \"$1/x\"", "sh", scratch.At("mounted")).RunAsync(None);
        Assert.Empty(Directory.GetFileSystemEntries(scratch.At("mounted")));
        Assert.DoesNotContain(scratch.At("mounted"), await File.ReadAllTextAsync("/proc/self/mountinfo"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_machine_lacks_is_told_with_the_packages_to_install()
    {
        BuildException e = Assert.Throws<BuildException>(static () => HostPrograms.Require("/nonexistent", isRoot: false));
        Assert.Contains("  bwrap (Debian package bubblewrap): keeps every tool", e.Message, StringComparison.Ordinal);
        Assert.Contains("sudo apt-get install mmdebstrap bubblewrap util-linux mount dpkg apt uidmap\n", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(HostPrograms.Missing("/usr/bin:/bin", isRoot: true), static program => program.Package is "dpkg" or "util-linux");
        Assert.Contains(HostPrograms.Missing("/nonexistent", isRoot: false), static program => program.Program == "newuidmap");
        Assert.DoesNotContain(HostPrograms.Missing("/nonexistent", isRoot: true), static program => program.Program == "newuidmap");
    }

    private static List<int> Running(string mark) => [.. Directory.GetDirectories("/proc")
        .Select(static directory => int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out int id) ? id : 0)
        .Where(id => id > 0 && CommandLine(id).Contains($"sleep\0{mark}", StringComparison.Ordinal))];

    private static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
