using Mwan.Build.Processes;
using Xunit;

namespace Mwan.Tests.Unit.Build.Processes;

public sealed class ShellTextTests
{
    private static readonly string[] Words = ["plain-1.2/3", "", "two words", "it's", "$HOME `id` \"x\" \\ ! * ;", "line\nfeed", "tags;with;semicolons", "~", "#x", "-n"];

    [Fact]
    public async Task A_shell_reads_back_the_words_that_were_quoted()
    {
        string output = await Command.Of("sh", "-c", ShellText.Join(["printf", "%s\\0", .. Words])).RunAsync(CancellationToken.None);
        Assert.Equal(Words, output.TrimEnd('\n').TrimEnd('\0').Split('\0'));
    }

    [Fact]
    public async Task A_shell_within_a_shell_does_too()
    {
        string inner = ShellText.Join(["printf", "%s\\0", .. Words]);
        string output = await Command.Of("sh", "-c", ShellText.Join("sh", "-euc", inner)).RunAsync(CancellationToken.None);
        Assert.Equal(Words, output.TrimEnd('\n').TrimEnd('\0').Split('\0'));
    }
}
