using System.Collections.Concurrent;
using System.Diagnostics;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>The real program, <c>mwan run</c>, in the router's namespace.</summary>
internal sealed class RunningAgent : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();
    private bool _ended;

    public RunningAgent(Lab lab)
    {
        ProcessStartInfo start = new("ip", ["netns", "exec", lab.Router.Name, Program, "run", "--root", lab.Root]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start) ?? throw new InvalidOperationException("The agent did not start.");
        _process.ErrorDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _process.OutputDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>The program: the published one where one is given, otherwise the one that was built with the tests.</summary>
    public static string Program { get; } = Environment.GetEnvironmentVariable("MWAN_AGENT") is { Length: > 0 } given ? given : Path.Combine(AppContext.BaseDirectory, "mwan");

    /// <summary>What it logged so far.</summary>
    public string Log => string.Join('\n', _log);

    public void Dispose()
    {
        // "ip netns exec" becomes the program, so this is its own process.
        if (!_ended)
        {
            _ended = true;
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
