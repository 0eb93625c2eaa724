using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mwan.Build.Lab;

/// <summary>
/// A page with a picture for each timeline: a bar per second, as high as the number of connections that were opened in it, in the colour of
/// the WAN that carried them. One file that needs no other and no network. Pure.
/// </summary>
/// <param name="network">Who is where.</param>
public sealed class TimelinePage(LabNetwork network)
{
    private const int Before = 10;
    private const int Second = 8;
    private const int Connection = 12;
    private const int Highest = 8;
    private const int Margin = 48;
    private const string Lost = "#c0392b";
    private static readonly string[] Colours = ["#2a6fb0", "#3a9a5b", "#e0912f", "#7d5ba6", "#8a6d3b", "#5f9ea0"];

    /// <summary>The page.</summary>
    public string Render(IReadOnlyList<Timeline> timelines)
    {
        ArgumentNullException.ThrowIfNull(timelines);
        StringBuilder page = new();
        page.Append(CultureInfo.InvariantCulture, $$"""
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <title>Lab: failovers of {{Text(network.Site.Appliance.Name)}}</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2em; color: #222; background: #fff }
            h2 { font-size: 1.1em; margin: 2em 0 .3em }
            p { max-width: 60em }
            .legend span { display: inline-block; width: .9em; height: .9em; margin: 0 .3em 0 1.2em; vertical-align: -.1em }
            svg { display: block; font-size: 12px }
            </style>
            <h1>Failovers of {{Text(network.Site.Appliance.Name)}}</h1>
            <p>A client opens four connections a second and family. Each bar is a second, as high as the connections that began in it; the colour
            is that of the WAN or tunnel that carried them. Measured under emulation (TCG), where everything takes a multiple of what it takes on real
            processors.</p>
            <p class="legend">
            """);
        foreach (string carrier in Carriers)
        {
            page.Append(CultureInfo.InvariantCulture, $"<span style=\"background: {ColourOf(carrier)}\"></span>{Text(carrier)}");
        }

        page.Append(CultureInfo.InvariantCulture, $"<span style=\"background: {Lost}\"></span>lost</p>\n");
        foreach (Timeline timeline in timelines)
        {
            Picture(page, timeline);
        }

        return page.Append("</html>\n").ToString();
    }

    private void Picture(StringBuilder page, Timeline timeline)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>{Text(timeline.Title)}</h2>\n");
        TrafficEvent[] opened = [.. timeline.Traffic.Where(static one => one.IsNew)];
        if (opened.Length == 0 || timeline.Marks.Count == 0)
        {
            page.Append("<p>Nothing was recorded.</p>\n");
            return;
        }

        double zero = timeline.Marks[0].Time;
        int first = Math.Max((int)Math.Floor(opened.Min(static one => one.Start) - zero), -Before);
        int last = Math.Max((int)Math.Floor(opened.Max(static one => one.Start) - zero), first);
        const int Row = (Highest * Connection) + 34;
        int width = ((last - first + 1) * Second) + (2 * Margin);
        page.Append(CultureInfo.InvariantCulture, $"<svg role=\"img\" width=\"{width}\" height=\"{(2 * Row) + 40}\">\n");
        Family(page, opened, AddressFamily.InterNetwork, zero, first, Row);
        Family(page, opened, AddressFamily.InterNetworkV6, zero, first, 2 * Row);
        foreach ((double time, string name) in timeline.Marks)
        {
            double x = X(time - zero, first);
            page.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x:0.#}\" x2=\"{x:0.#}\" y1=\"16\" y2=\"{2 * Row}\" stroke=\"#222\" stroke-dasharray=\"3 3\"/><text x=\"{x + 3:0.#}\" y=\"14\">{Text(name)}, {time - zero:0.0} s</text>\n");
        }

        for (int second = (int)Math.Ceiling(first / 10.0) * 10; second <= last; second += 10)
        {
            page.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(second, first):0.#}\" y=\"{(2 * Row) + 16}\" text-anchor=\"middle\">{second}</text>");
        }

        page.Append(CultureInfo.InvariantCulture, $"<text x=\"{Margin}\" y=\"{(2 * Row) + 34}\">seconds</text>\n</svg>\n");
    }

    private void Family(StringBuilder page, IEnumerable<TrafficEvent> opened, AddressFamily family, double zero, int first, int bottom)
    {
        page.Append(CultureInfo.InvariantCulture, $"<text x=\"4\" y=\"{bottom - 4}\">{(family == AddressFamily.InterNetwork ? "IPv4" : "IPv6")}</text>\n");
        foreach (IGrouping<int, TrafficEvent> second in opened.Where(one => one.Family == family).GroupBy(one => (int)Math.Floor(one.Start - zero)).Where(second => second.Key >= first))
        {
            int y = bottom;
            foreach (IGrouping<string, TrafficEvent> part in second.GroupBy(ColourOf, StringComparer.Ordinal).OrderBy(static part => part.Key == Lost).ThenBy(static part => part.Key, StringComparer.Ordinal))
            {
                int height = part.Count() * Connection;
                y -= height;
                page.Append(CultureInfo.InvariantCulture, $"<rect x=\"{X(second.Key, first):0.#}\" y=\"{y}\" width=\"{Second - 1}\" height=\"{height}\" fill=\"{part.Key}\"/>");
            }
        }

        page.Append('\n');
    }

    private static double X(double second, int first) => Margin + ((second - first) * Second);

    private string[] Carriers => [.. network.Isps.Select(static isp => isp.Wan.Name), .. network.Peers.Select(static peer => peer.Tunnel.Name)];

    private string ColourOf(TrafficEvent one) => one.Failure is null && network.CarrierOf(one.Seen) is { } carrier ? ColourOf(carrier) : Lost;

    private string ColourOf(string carrier) => Colours[Array.IndexOf(Carriers, carrier) % Colours.Length];

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
