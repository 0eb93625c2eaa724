using System.Diagnostics;

namespace Mwan.Tests.Unit.Agent;

/// <summary>The program itself, as a process; it is gone after the test.</summary>
internal sealed class AgentProcess : IDisposable
{
    private readonly Process _process;

    private AgentProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public static AgentProcess Start(string root, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        // The published program where one is given, otherwise the one that was built with the tests.
        string program = Environment.GetEnvironmentVariable("MWAN_AGENT") is { Length: > 0 } given ? given : Path.Combine(AppContext.BaseDirectory, "mwan");

        // An agent changes routes and rules: in a network of its own, never in that of the machine. The process stays the same.
        string[] unshare = Environment.IsPrivilegedProcess ? ["--net"] : ["--user", "--map-root-user", "--net"];
        ProcessStartInfo start = new("unshare", [.. unshare, "--", program, .. arguments, "--root", root]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new AgentProcess(Process.Start(start) ?? throw new InvalidOperationException("The program did not start."));
    }

    public static async Task<(int Code, string Output, string Errors)> RunAsync(string root, params string[] arguments)
    {
        using AgentProcess process = Start(root, new Dictionary<string, string>(StringComparer.Ordinal), arguments);
        return await process.EndAsync();
    }

    public async Task<(int Code, string Output, string Errors)> EndAsync()
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(60));
        Task<string> output = _process.StandardOutput.ReadToEndAsync(deadline.Token);
        Task<string> errors = _process.StandardError.ReadToEndAsync(deadline.Token);
        await _process.WaitForExitAsync(deadline.Token);
        return (_process.ExitCode, await output, await errors);
    }

    public void Terminate()
    {
        using Process kill = Process.Start("kill", ["-TERM", $"{Id}"]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
