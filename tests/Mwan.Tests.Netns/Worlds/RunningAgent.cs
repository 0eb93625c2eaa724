using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>The real program, <c>mwan run</c>, in the router's namespace.</summary>
internal sealed class RunningAgent : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();

    public RunningAgent(Lab lab)
    {
        string program = Environment.GetEnvironmentVariable("MWAN_AGENT") is { Length: > 0 } given ? given : Path.Combine(AppContext.BaseDirectory, "mwan");
        ProcessStartInfo start = new("ip", ["netns", "exec", lab.Router.Name, program, "run", "--root", lab.Root]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start) ?? throw new InvalidOperationException("The agent did not start.");
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>What it logged so far, each line with the time at which it came.</summary>
    public string Log => string.Join('\n', _log);

    /// <summary>SIGKILL; it is dead when this returns.</summary>
    public void Kill()
    {
        // "ip netns exec" becomes the program, so this is its own process.
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _log.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:HH:mm:ss.fff} {line}"));
        }
    }
}
