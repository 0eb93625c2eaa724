using Mwan.Build.Render;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Image.Render;

public sealed class RendererTests : IDisposable
{
    private readonly ScratchTree overlay = new();
    private readonly ScratchTree output = new();

    [Fact]
    public void An_unknown_variable_is_an_error_that_names_file_line_and_variable()
    {
        overlay.Write("etc/a.hbs", "first\n{{lan.interfaze}}\n");
        RenderException mistake = Assert.Throws<RenderException>(Render);
        Assert.StartsWith("etc/a.hbs:2:", Assert.Single(mistake.Mistakes), StringComparison.Ordinal);
        Assert.Contains("'interfaze' is unknown", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_variable_in_a_condition_is_an_error()
    {
        overlay.Write("a.hbs", "{{#if lan.advertize}}x{{/if}}");
        overlay.Write("b.hbs", "{{!-- when appliance.console.none --}}\nx\n");
        Assert.Equal(2, Assert.Throws<RenderException>(Render).Mistakes.Count);
    }

    [Fact]
    public void All_templates_with_mistakes_are_named_at_once()
    {
        overlay.Write("a.hbs", "{{nothing}}");
        overlay.Write("b.hbs", "{{#if lan}");
        overlay.Write("c{lan.nothing}.hbs", "");
        Assert.Collection(
            Assert.Throws<RenderException>(Render).Mistakes,
            mistake => Assert.StartsWith("a.hbs:1:", mistake, StringComparison.Ordinal),
            mistake => Assert.StartsWith("b.hbs:", mistake, StringComparison.Ordinal),
            mistake => Assert.StartsWith("c{lan.nothing}:", mistake, StringComparison.Ordinal));
    }

    [Fact]
    public void A_path_with_a_wan_is_rendered_once_per_wan()
    {
        overlay.Write("etc/{wan.interface}.conf.hbs", "{{wan.name}} of {{appliance.name}}");
        Render();
        Assert.Equal("att of mwan", Read("etc/enatt0.conf"));
        Assert.Equal("webpass of mwan", Read("etc/enwebpass0.conf"));
        Assert.Equal("monkeybrains of mwan", Read("etc/enmbrains0.conf"));
    }

    [Fact]
    public void A_condition_leaves_out_the_file_where_it_does_not_hold()
    {
        overlay.Write("{wan.name}.hbs", "{{!-- when wan.vlan --}}\n{{wan.vlan}}\n");
        Render();
        Assert.Equal("3242\n", Read("att"));
        Assert.Equal("att", Assert.Single(Listing()));
    }

    [Fact]
    public void Nothing_is_escaped()
    {
        overlay.Write("a.hbs", "{{management.sshKeys}}<&'\">{{#each wans}}{{#if authentication}}{{authentication.identity}}{{/if}}{{/each}}");
        Render();
        Assert.EndsWith("<&'\">D0:FC:D0:7C:85:30", Read("a"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plain_file_is_copied_byte_for_byte_with_its_mode_and_a_link_stays_a_link()
    {
        overlay.Write("bin/tool", "{{no.template}}\r\n");
        File.SetUnixFileMode(overlay.At("bin/tool"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(overlay.At("bin/masked"), "/dev/null");
        Render();
        Assert.Equal("{{no.template}}\r\n", Read("bin/tool"));
        Assert.True(File.GetUnixFileMode(output.At("bin/tool")).HasFlag(UnixFileMode.OtherExecute | UnixFileMode.UserWrite));
        Assert.Equal("/dev/null", new FileInfo(output.At("bin/masked")).LinkTarget);
    }

    [Fact]
    public void Two_files_with_one_path_are_an_error()
    {
        overlay.Write("a", "");
        overlay.Write("a.hbs", "");
        Assert.Contains("two files", Assert.Throws<RenderException>(Render).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_resolved_site_is_part_of_the_image()
    {
        Render();
        Assert.True(SiteJson.TryRead(File.ReadAllBytes(output.At("usr/lib/mwan/config.json")), out Site? site, out _));
        Assert.Equal("mwan", site.Appliance.Name);
    }

    [Fact]
    public void The_readme_of_the_overlay_is_not_part_of_the_image()
    {
        overlay.Write("README.md", "");
        Render();
        Assert.Empty(Listing());
    }

    public void Dispose()
    {
        overlay.Dispose();
        output.Dispose();
    }

    private void Render() => new Renderer(new HandlebarsTemplates()).Render(Sites.Load(Sites.Example), overlay.Root, output.Root);

    private IEnumerable<string> Listing() => TreeListing.Of(output.Root).Keys.Where(path => path != "usr/lib/mwan/config.json");

    private string Read(string path) => File.ReadAllText(output.At(path));
}
