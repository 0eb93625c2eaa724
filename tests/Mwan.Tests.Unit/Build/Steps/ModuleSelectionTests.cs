using Mwan.Build.Steps;
using Xunit;

namespace Mwan.Tests.Unit.Build.Steps;

public sealed class ModuleSelectionTests
{
    [Fact]
    public void The_last_pattern_that_matches_decides()
    {
        var selection = new ModuleSelection(["drivers/net/*", "!drivers/net/wireless/*", "drivers/net/wireless/virt_wifi.ko.xz"]);
        Assert.True(selection.Keeps("drivers/net/ethernet/igc.ko.xz"));
        Assert.False(selection.Keeps("drivers/net/wireless/ath.ko.xz"));
        Assert.True(selection.Keeps("drivers/net/wireless/virt_wifi.ko.xz"));
        Assert.False(selection.Keeps("sound/snd.ko.xz"));
    }

    [Fact]
    public void What_a_kept_module_needs_is_kept_even_if_left_out_by_name()
    {
        var selection = new ModuleSelection(["net/*", "!lib/*"]);
        var dependencies = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["net/a.ko"] = ["lib/b.ko", "lib/c.ko"],
            ["lib/b.ko"] = ["lib/c.ko"],
            ["lib/c.ko"] = [],
            ["lib/d.ko"] = [],
        };
        Assert.Equal(["lib/b.ko", "lib/c.ko", "net/a.ko"], selection.Closure(dependencies).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public void Patterns_that_match_nothing_are_named() =>
        Assert.Equal(["soud/*", "!nte/*"], new ModuleSelection(["net/*", "soud/*", "!nte/*"]).Idle(["net/a.ko"]));

    [Fact]
    public async Task Comments_and_empty_lines_are_no_patterns()
    {
        await using var scratch = new Scratch();
        Assert.Equal(["a/*", "!b/*"], ModuleSelection.Read(scratch.Write("modules", "# net\na/*\n\n  !b/*  \n")).Patterns);
    }

    [Fact]
    public async Task The_kernel_command_line_is_the_lines_of_the_file_and_the_root_hash()
    {
        await using var scratch = new Scratch();
        string path = scratch.Write("cmdline", "# panic\npanic=10\n\n  quiet \n");
        Assert.Equal("panic=10 quiet roothash=abc", Disk.CommandLine(path, "abc"));
    }
}
