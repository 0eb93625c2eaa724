using System.Net;
using System.Net.Sockets;
using System.Xml.Linq;
using Mwan.Build.Lab;
using Mwan.Config;
using Mwan.Tests.Unit.Config;
using Xunit;

namespace Mwan.Tests.Unit.Build.Lab;

public sealed class TimelinePageTests
{
    private static readonly LabNetwork Network = new(SiteFile.Load(Repository.File("mwan.yaml")).Site!);

    [Fact]
    public void Connections_of_a_second_are_one_bar_in_the_colours_of_their_wans_with_the_lost_ones_on_top()
    {
        XElement[] bars = Bars(
            New(100.1, "104.57.226.193"), New(100.3, "104.57.226.193"), New(100.5, "136.25.91.242"), New(100.9, null), New(101.1, "136.25.91.242"));
        Assert.Equal("24 12 12 12", string.Join(" ", bars.Select(static bar => (string)bar.Attribute("height")!)));
        Assert.Equal(3, bars.Select(static bar => (string)bar.Attribute("fill")!).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("#c0392b", (string)bars[2].Attribute("fill")!);
        Assert.Equal((string)bars[1].Attribute("fill")!, (string)bars[3].Attribute("fill")!);
        Assert.Equal(8, (double)bars[3].Attribute("x")! - (double)bars[0].Attribute("x")!);
    }

    [Fact]
    public void What_went_through_a_tunnel_has_a_colour_of_its_own()
    {
        XElement[] bars = Bars(New(100.1, "104.57.226.193"), New(100.5, "203.0.113.10"), New(100.9, null));
        Assert.Equal(3, bars.Select(static bar => (string)bar.Attribute("fill")!).Distinct(StringComparer.Ordinal).Count());
        Assert.Contains("</span>vps<", Page(new Timeline("a", [], [])), StringComparison.Ordinal);
    }

    [Fact]
    public void Connections_that_stay_open_are_not_counted() => Assert.Single(Bars(New(100, "104.57.226.193"), New(100.2, "104.57.226.193") with { IsNew = false }));

    [Fact]
    public void Marks_are_named_with_the_time_since_the_first() =>
        Assert.Contains("mended, 12.5 s", Page(new Timeline("a", [New(100, "104.57.226.193")], [(100, "broken"), (112.5, "mended")])), StringComparison.Ordinal);

    [Fact]
    public void Words_are_escaped() => Assert.Contains("a &lt;b&gt; &amp; c", Page(new Timeline("a <b> & c", [], [])), StringComparison.Ordinal);

    [Fact]
    public void A_timeline_without_connections_says_so() => Assert.Contains("Nothing was recorded.", Page(new Timeline("a", [], [(1, "broken")])), StringComparison.Ordinal);

    private static XElement[] Bars(params TrafficEvent[] traffic)
    {
        string page = Page(new Timeline("a", traffic, [(100, "broken")]));
        int start = page.IndexOf("<svg", StringComparison.Ordinal);
        return [.. XElement.Parse(page[start..(page.IndexOf("</svg>", StringComparison.Ordinal) + 6)]).Elements("rect")];
    }

    private static string Page(Timeline timeline) => new TimelinePage(Network).Render([timeline]);

    private static TrafficEvent New(double start, string? seen) =>
        new(IsNew: true, AddressFamily.InterNetwork, start, start + 0.1, seen is null ? null : IPAddress.Parse(seen), seen is null ? "no answer" : null);
}
