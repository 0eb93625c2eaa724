using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>The real program, <c>mwan run</c>, in the router's namespace.</summary>
internal sealed class RunningAgent : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly string _root;

    public RunningAgent(Lab lab)
        : this(lab, [], new Dictionary<string, string>(StringComparer.Ordinal))
    {
    }

    /// <param name="lab">Where it runs.</param>
    /// <param name="wrapper">A program that becomes the agent, and its arguments; empty: none.</param>
    /// <param name="environment">Variables that it gets besides.</param>
    public RunningAgent(Lab lab, IEnumerable<string> wrapper, IReadOnlyDictionary<string, string> environment)
    {
        _root = lab.Root;
        ProcessStartInfo start = new("ip", ["netns", "exec", lab.Router.Name, .. wrapper, Program, "run", "--root", lab.Root]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException("The agent did not start.");
        _process.ErrorDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _process.OutputDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>Its process.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has not ended by itself.</summary>
    public bool Runs => !_process.HasExited;

    private static string Program => Environment.GetEnvironmentVariable("MWAN_AGENT") is { Length: > 0 } given ? given : Path.Combine(AppContext.BaseDirectory, "mwan");

    /// <summary>What it answers to <c>mwan status --json</c>; null: it does not.</summary>
    public JsonElement? Status()
    {
        ProcessStartInfo start = new(Program, ["status", "--json", "--root", _root]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("The program did not start.");
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (!output.StartsWith('{'))
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(output);
        return document.RootElement.Clone();
    }

    /// <summary>What it knows of one member, from its status; null: nothing yet.</summary>
    public JsonElement? Upstream(string name) => Status() is { } status
        ? status.GetProperty("world").GetProperty("upstreams").EnumerateArray().First(upstream => upstream.GetProperty("name").GetString() == name)
        : null;

    /// <summary>What it logged so far.</summary>
    public string Log => string.Join('\n', _log);

    public void Dispose()
    {
        // "ip netns exec" becomes the program, so this is its own process.
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
