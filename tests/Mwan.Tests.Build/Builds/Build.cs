using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Mwan.Tests.Build.Builds;

/// <summary>The builder as a user starts it, in a session of its own, so that all it starts can be found; all of it is ended with the test.</summary>
internal sealed class Build : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();

    private Build(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Add(e.Data);
        process.ErrorDataReceived += (_, e) => Add(e.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>All that it said so far.</summary>
    public string Said => string.Join('\n', lines);

    public int? ExitCode => process.HasExited ? process.ExitCode : null;

    public static string Program => Path.Combine(AppContext.BaseDirectory, "Mwan.Build.dll");

    public static string Runtime { get; } = Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";

    /// <summary>Starts <c>WRAPPER... dotnet Mwan.Build.dll ARGUMENTS</c> in <paramref name="directory"/>.</summary>
    public static Build Start(string directory, string? cache, IEnumerable<string> wrapper, params IEnumerable<string> arguments) =>
        Start(directory, cache, wrapper, new Dictionary<string, string>(StringComparer.Ordinal), arguments);

    public static Build Start(
        string directory, string? cache, IEnumerable<string> wrapper, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        // Whoever started the tests in the background of a shell had SIGINT ignored (POSIX, 2.11), and what is ignored is inherited.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "setsid", "--wait", .. wrapper, Runtime, Program, .. arguments])
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("MWAN_MIRROR");
        if (cache is not null)
        {
            start.Environment["MWAN_CACHE"] = cache;
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new Build(start);
    }

    /// <summary>Runs to the end.</summary>
    public static async Task<(int Code, string Said)> RunAsync(string directory, string? cache, IEnumerable<string> wrapper, params IEnumerable<string> arguments)
    {
        await using Build build = Start(directory, cache, wrapper, arguments);
        return (await build.EndAsync(), build.Said);
    }

    public async Task<int> EndAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(deadline.Token);
        return process.ExitCode;
    }

    /// <summary>Waits until it said something; fails when it ends before.</summary>
    public Task SaysAsync(string text) => UntilAsync(() => Said.Contains(text, StringComparison.Ordinal), $"it says '{text}'");

    /// <summary>Waits for a condition while it runs.</summary>
    public async Task UntilAsync(Func<bool> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            // Before the look: what came last before the end must still be seen.
            bool ended = process.HasExited;
            if (ended)
            {
                _ = await EndAsync();
            }

            if (condition())
            {
                return;
            }

            if (ended || Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException($"Not before the build ended: {what}.\n{Said}");
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Sends a signal to the builder alone, as <c>kill PID</c> would.</summary>
    public async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Stops all that belongs to it where it is (STOP), or lets it go on (CONT).</summary>
    public async Task SignalAllAsync(string signal)
    {
        foreach (SessionMember member in Sessions.Members(process.Id))
        {
            using Process kill = Process.Start("kill", [$"-{signal}", member.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }
    }

    /// <summary>Waits until nothing of its session is left; names what stays.</summary>
    public async Task LeavesNoProcessAsync()
    {
        long start = Stopwatch.GetTimestamp();
        while (Sessions.Members(process.Id) is { Count: > 0 } left)
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(30))
            {
                throw new TimeoutException($"Still there 30 s after the build: {string.Join(", ", left)}");
            }

            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SessionMember member in Sessions.Members(process.Id))
        {
            using Process kill = Process.Start("kill", ["-KILL", member.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
