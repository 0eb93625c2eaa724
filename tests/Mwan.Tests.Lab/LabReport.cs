using System.Globalization;
using System.Net.Sockets;
using Mwan.Build.Lab;

namespace Mwan.Tests.Lab;

/// <summary>What a run of the lab leaves for people: times measured, and what both machines said.</summary>
/// <param name="directory">Where it lies.</param>
internal sealed class LabReport(string directory)
{
    private readonly List<string> failovers = [];
    private readonly List<Timeline> timelines = [];
    private readonly List<string> tunnels = [];
    private readonly List<string> repairs = [];
    private readonly List<string> flapping = [];
    private readonly List<string> reboots = [];
    private readonly List<string> upgrades = [];

    /// <summary>A row of the table of failovers.</summary>
    public void Failover(string wan, string fault, AddressFamily family, double lost, double switched, int losses, double hold, double returned) => failovers.Add(string.Create(
        CultureInfo.InvariantCulture, $"| {wan} | {fault} | {NameOf(family)} | {switched:0.00} | {lost:0.00} | {losses} | {hold:0} | {returned:0.0} |"));

    /// <summary>A row of the table of tunnels that took over.</summary>
    public void Tunnel(string tunnel, string fault, double lost, double switched, int losses, double hold, double returned, int keptLost) => tunnels.Add(string.Create(
        CultureInfo.InvariantCulture, $"| {tunnel} | {fault} | {switched:0.00} | {lost:0.00} | {losses} | {hold:0} | {returned:0.0} | {keptLost} |"));

    /// <summary>A picture of what happened to new connections.</summary>
    public void Picture(Timeline timeline) => timelines.Add(timeline);

    /// <summary>A row of the table of repairs.</summary>
    public void Repair(string what, int opened, int lost, double until, int keptLost) => repairs.Add(string.Create(
        CultureInfo.InvariantCulture, $"| {what} | {opened} | {lost} | {until:0.00} | {keptLost} |"));

    /// <summary>A row of the table of links that came and went.</summary>
    public void Flapping(string wan, string fault, TimeSpan period, AddressFamily family, double hold, double returned) => flapping.Add(string.Create(
        CultureInfo.InvariantCulture, $"| {wan} | {fault} | {period.TotalSeconds:0} | {NameOf(family)} | {hold:0} | {returned:0.0} |"));

    /// <summary>A row of the table of reboots.</summary>
    public void Reboot(AddressFamily family, double down, double forwarded) => reboots.Add(string.Create(
        CultureInfo.InvariantCulture, $"| {NameOf(family)} | {down:0.0} | {forwarded:0.0} |"));

    /// <summary>A row of the table of upgrades.</summary>
    /// <param name="what">How the release is.</param>
    /// <param name="seconds">From the order to restart, or from the last hang, until new connections went through again for good.</param>
    public void Upgrade(string what, double seconds) => upgrades.Add(string.Create(CultureInfo.InvariantCulture, $"| {what} | {seconds:0} |"));

    /// <summary>Writes it.</summary>
    public async Task KeepAsync(RunningLab lab)
    {
        string[] lines =
        [
            "# Lab",
            "",
            "Times in seconds, measured under emulation (TCG), where everything takes a multiple of what it takes on real processors.",
            "",
            .. failovers.Count == 0 ? [] : (string[])
            [
                "New connections after a link broke: until when they were lost, from when all went by another WAN, and from when the link was used again.",
                "",
                "| WAN | fault | family | first of those that all went elsewhere, after | last lost one, after | lost | hold owed | used again after recovery |",
                "| --- | --- | --- | --- | --- | --- | --- | --- |",
                .. failovers,
                "",
            ],
            .. tunnels.Count == 0 ? [] : (string[])
            [
                "All that a tunnel protects broke: new IPv4 connections until all went through it, and after it was mended. On real processors the first",
                "is meant to take less than 0.5 s after a lost carrier and less than 4 s after a black hole, and the last number is meant to be 0.",
                "",
                "| tunnel | fault | first of those that all went through it, after | last lost one, after | lost | hold owed | a WAN used again after recovery | connections in the tunnel that broke |",
                "| --- | --- | --- | --- | --- | --- | --- | --- |",
                .. tunnels,
                "",
            ],
            .. repairs.Count == 0 ? [] : (string[])
            [
                "Repairs under load:",
                "",
                "| what was done | new connections | lost | last lost one, after | connections kept open that broke |",
                "| --- | --- | --- | --- | --- |",
                .. repairs,
                "",
            ],
            .. flapping.Count == 0 ? [] : (string[])
            [
                "Links that came and went:",
                "",
                "| WAN | fault | period | family | hold owed at the end | used again after the last recovery |",
                "| --- | --- | --- | --- | --- | --- |",
                .. flapping,
                "",
            ],
            .. reboots.Count == 0 ? [] : (string[])
            [
                "Reboots under load:",
                "",
                "| family | from the order to the reset | from the reset to the first new connection |",
                "| --- | --- | --- |",
                .. reboots,
                "",
            ],
            .. upgrades.Count == 0 ? [] : (string[])
            [
                "Upgrades under load:",
                "",
                "| release | new connections go through again for good, after the order to restart (a hang: after the last one) |",
                "| --- | --- |",
                .. upgrades,
            ],
        ];
        await File.WriteAllLinesAsync(Path.Combine(directory, "report.md"), lines);
        await File.WriteAllTextAsync(Path.Combine(directory, "timelines.html"), new TimelinePage(lab.Network).Render(timelines));
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory, "router.journal"), await lab.AtRouterAsync("journalctl --boot --no-pager --output=short-precise"));
            await File.WriteAllTextAsync(Path.Combine(directory, "world.log"), await lab.AtAsync("internet", "tail -n 400 /run/world/*.log"));
        }
        catch (Exception exception) when (exception is InvalidOperationException or TimeoutException or IOException)
        {
            await File.WriteAllTextAsync(Path.Combine(directory, "router.journal"), $"It could not be read: {exception.Message}\n");
        }
    }

    private static string NameOf(AddressFamily family) => family == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
}
