using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Mwan.Build.Narration;

/// <summary>
/// Tells the person who waits what happens: which step, what it works on, how long it took last time. A terminal gets one line that
/// moves; a log gets a line at the start, every fifteen seconds and at the end.
/// </summary>
public sealed class Narrator : IAsyncDisposable
{
    private readonly TextWriter writer;
    private readonly bool isTerminal;
    private readonly string timingsFile;
    private readonly Dictionary<string, double> timings;
    private readonly ConcurrentDictionary<string, StepReport> running = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Step, double Seconds)> durations = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Task ticker;
    private readonly Lock gate = new();
    private bool lineIsOpen;

    /// <summary>A narrator that remembers durations in a file.</summary>
    public Narrator(TextWriter writer, bool isTerminal, string timingsFile)
    {
        this.writer = writer;
        this.isTerminal = isTerminal;
        this.timingsFile = timingsFile;
        timings = ReadTimings(timingsFile);
        ticker = TickAsync(stop.Token);
    }

    /// <summary>Durations of the steps that ran, in seconds, in the order they ended.</summary>
    public IReadOnlyList<(string Step, double Seconds)> Durations => [.. durations];

    /// <summary>Prints one line about a step.</summary>
    public void Say(string step, string text)
    {
        lock (gate)
        {
            CloseLine();
            writer.WriteLine($"{step,-10} {text}");
        }
    }

    /// <summary>Says that a step had nothing to do.</summary>
    public void Cached(string step, string what) => Say(step, $"{what}: unchanged");

    /// <summary>Runs a step and tells how it goes.</summary>
    public async Task StepAsync(string step, string what, Func<StepReport, Task> run)
    {
        double? last = timings.TryGetValue(step, out double seconds) ? seconds : null;
        var report = new StepReport(step, last);
        Say(step, last is null ? what : string.Create(CultureInfo.InvariantCulture, $"{what} ({last:0} s last time)"));
        running[step] = report;
        try
        {
            await run(report);
        }
        catch
        {
            running.TryRemove(step, out _);
            throw;
        }

        running.TryRemove(step, out _);
        double took = report.Elapsed.TotalSeconds;
        durations.Enqueue((step, took));
        lock (gate)
        {
            timings[step] = took;
        }

        Say(step, string.Create(CultureInfo.InvariantCulture, $"done in {took:0.0} s"));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await ticker.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
        string json;
        lock (gate)
        {
            CloseLine();
            json = JsonSerializer.Serialize(timings);
        }

        await RememberAsync(json);
    }

    // Only a comfort: on a full disk the error that the user has to see is the build's.
    private async Task RememberAsync(string json)
    {
        string temporary = $"{timingsFile}.{Environment.ProcessId}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(timingsFile)!);
            await File.WriteAllTextAsync(temporary, json);
            File.Move(temporary, timingsFile, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }

    private static Dictionary<string, double> ReadTimings(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllText(file)) ?? [] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(isTerminal ? TimeSpan.FromMilliseconds(250) : TimeSpan.FromSeconds(15));
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            lock (gate)
            {
                Show();
            }
        }
    }

    private void Show()
    {
        if (running.IsEmpty)
        {
            return;
        }

        if (isTerminal)
        {
            string line = string.Join("   ", running.Values.OrderBy(static r => r.Step, StringComparer.Ordinal));
            int width = Math.Max(20, Console.WindowWidth - 1);
            writer.Write($"\r\e[2K{(line.Length > width ? line[..width] : line)}");
            writer.Flush();
            lineIsOpen = true;
            return;
        }

        foreach (StepReport report in running.Values.OrderBy(static r => r.Step, StringComparer.Ordinal))
        {
            writer.WriteLine($"{report.Step,-10} {report}");
        }
    }

    private void CloseLine()
    {
        if (lineIsOpen)
        {
            writer.Write("\r\e[2K");
            lineIsOpen = false;
        }
    }
}
