using System.CommandLine;
using Mwan.Agent.Commands;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Commands;

public sealed class HelpTests
{
    public static TheoryData<string> Commands { get; } = [.. Paths(MwanCommand.Create(), "")];

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_help_of_every_command_shows_examples_and_exit_codes(string path)
    {
        Command command = path.Split(' ', StringSplitOptions.RemoveEmptyEntries).Aggregate<string, Command>(MwanCommand.Create(), (parent, name) => parent.Subcommands.Single(child => child.Name == name));
        Assert.Contains("Examples:", command.Description, StringComparison.Ordinal);
        if (command.Subcommands.Count == 0)
        {
            Assert.Contains("Exit codes:", command.Description, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_root_lists_every_exit_code_once()
    {
        string description = MwanCommand.Create().Description!;
        string codes = description[description.IndexOf("Exit codes:", StringComparison.Ordinal)..];
        Assert.Equal(["0", "1", "2", "3", "4"], codes.Split('\n').Skip(1).Select(line => line.TrimStart().Split(' ')[0]), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("explain", "example.com")]
    [InlineData("explain", "1.1.1.1", "--from", "3d06:bad:b01::1")]
    [InlineData("explain", "1.1.1.1", "--protocol", "sctp")]
    [InlineData("explain", "1.1.1.1", "--port", "70000")]
    [InlineData("explain")]
    [InlineData("plan", "everything")]
    public async Task What_makes_no_sense_is_refused_before_anything_is_asked(params string[] arguments) =>
        Assert.Equal(2, await MwanCommand.InvokeAsync(arguments));

    private static IEnumerable<string> Paths(Command command, string path) =>
        [path, .. command.Subcommands.Where(child => !child.Hidden).SelectMany(child => Paths(child, $"{path} {child.Name}".Trim()))];
}
