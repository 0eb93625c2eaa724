using Mwan.Build.Render;
using Xunit;

namespace Mwan.Tests.Image.Render;

/// <summary><c>tests/golden/SITE</c> is what each site renders to. <c>MWAN_GOLDEN=write</c> writes it anew.</summary>
public sealed class GoldenTests
{
    public static TheoryData<string> All => Sites.All;

    [Theory]
    [MemberData(nameof(All))]
    public void A_site_renders_to_its_golden_tree(string site) =>
        GoldenTree.IsRendered(Clone.At("tests", "golden", site), output => Render(site, output));

    [Fact]
    public void Every_golden_tree_belongs_to_a_site() =>
        Assert.Equal(
            Sites.Names.Order(StringComparer.Ordinal),
            Directory.GetDirectories(Clone.At("tests", "golden")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

    [Fact]
    public void The_mode_of_a_file_is_the_same_whatever_the_umask()
    {
        using ScratchTree rendered = new();
        Render(Sites.Example, rendered.At("out"));
        Assert.Equal("-rw-r--r--", Mode(rendered.At("out/etc/hostname")));
        Assert.Equal("-rwxr-xr-x", Mode(rendered.At("out/etc")));
    }

    private static string Mode(string path) => string.Concat(
        "-rwxrwxrwx".Select((letter, index) => index > 0 && ((int)File.GetUnixFileMode(path) & (0x200 >> index)) == 0 ? '-' : letter));

    private static void Render(string site, string output) =>
        new Renderer(new HandlebarsTemplates()).Render(Sites.Load(site), Clone.At("overlays"), output);
}
