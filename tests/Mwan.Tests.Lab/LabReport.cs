using System.Globalization;
using Mwan.Build.Lab;

namespace Mwan.Tests.Lab;

/// <summary>What a run of the lab leaves for people: times measured, and what both machines said.</summary>
/// <param name="directory">Where it lies.</param>
internal sealed class LabReport(string directory)
{
    private readonly List<string> failovers = [];
    private readonly List<string> repairs = [];

    /// <summary>A row of the table of failovers.</summary>
    public void Failover(string wan, string fault, string family, double lost, double switched, int losses, double hold, double returned) => failovers.Add(string.Create(
        CultureInfo.InvariantCulture, $"| {wan} | {fault} | {family} | {switched:0.00} | {lost:0.00} | {losses} | {hold:0} | {returned:0.0} |"));

    /// <summary>A row of the table of repairs.</summary>
    public void Repair(string what, int opened, int lost, double until, int keptLost) => repairs.Add(string.Create(
        CultureInfo.InvariantCulture, $"| {what} | {opened} | {lost} | {until:0.00} | {keptLost} |"));

    /// <summary>Writes it.</summary>
    public async Task KeepAsync(RunningLab lab)
    {
        _ = Directory.CreateDirectory(directory);
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
            .. repairs.Count == 0 ? [] : (string[])
            [
                "Repairs under load:",
                "",
                "| what was done | new connections | lost | last lost one, after | connections kept open that broke |",
                "| --- | --- | --- | --- | --- |",
                .. repairs,
            ],
        ];
        await File.WriteAllLinesAsync(Path.Combine(directory, "report.md"), lines);
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
}
