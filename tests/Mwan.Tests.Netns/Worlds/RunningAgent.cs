using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Mwan.Agent;
using Mwan.Agent.Control;
using Mwan.Agent.Observation;
using Mwan.Agent.Status;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>The real program, <c>mwan run</c>, in the router's namespace.</summary>
internal sealed class RunningAgent : IDisposable
{
    /// <summary>Characters before each line of <see cref="Log"/> that say when it came.</summary>
    public const int StampLength = 13;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly string _root;
    private bool _ended;

    public RunningAgent(Lab lab)
        : this(lab, [], new Dictionary<string, string>(StringComparer.Ordinal))
    {
    }

    /// <summary>Starts it otherwise than a service manager would.</summary>
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
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>Its process.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has not ended by itself.</summary>
    public bool Runs => !_process.HasExited;

    /// <summary>The program: the published one where one is given, otherwise the one that was built with the tests.</summary>
    public static string Program { get; } = Environment.GetEnvironmentVariable("MWAN_AGENT") is { Length: > 0 } given ? given : Path.Combine(AppContext.BaseDirectory, "mwan");

    /// <summary>What it answers to <c>mwan status</c>; null: it does not, or has not looked yet.</summary>
    public StatusReport? Status() => ControlClient.AskAsync(new Layout(_root).ControlSocket, new Request(Request.Status), CancellationToken.None).GetAwaiter().GetResult().Status;

    /// <summary>What it knows of one member; null: nothing yet.</summary>
    public Upstream? Upstream(string name) => Status()?.World.Upstreams.FirstOrDefault(upstream => upstream.Name == name);

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
        if (!_ended)
        {
            _ended = true;
            Kill();
            _process.Dispose();
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _log.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:HH:mm:ss.fff} {line}"));
        }
    }
}
