using Mwan.Build.Processes;

namespace Mwan.Tests.Proxmox.Hosts;

/// <summary>The builder as a user starts it, with the SSH client that leads to the stand-in.</summary>
/// <param name="host">The stand-in.</param>
/// <param name="config">The site's file.</param>
/// <param name="patience">How long a verb may take.</param>
internal sealed class Builder(StandInHost host, string config, TimeSpan? patience = null)
{
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(5);

    /// <summary>Runs a verb to its end.</summary>
    /// <param name="output">The output directory of the image that it is about.</param>
    /// <param name="verb">The verb and its options.</param>
    public async Task<CommandResult> RunAsync(string output, params string[] verb)
    {
        using CancellationTokenSource late = new(patience ?? Usual);
        return await Command.Of("dotnet", [Path.Combine(AppContext.BaseDirectory, "Mwan.Build.dll"), .. verb, $"--config={config}", $"--output={output}"])
            .In(AppContext.BaseDirectory)
            .WithEnvironment("PATH", $"{host.ClientPath}:{Environment.GetEnvironmentVariable("PATH")}")
            .WithEnvironment("MWAN_CACHE", Path.Combine(host.Scratch, "cache"))
            .TryRunAsync(late.Token);
    }

    /// <summary>Runs a verb that does not fail; what it said.</summary>
    public async Task<string> NeedAsync(string output, params string[] verb)
    {
        CommandResult result = await RunAsync(output, verb);
        return result.ExitCode == 0 ? result.Output : throw new InvalidOperationException($"{string.Join(' ', verb)} ended with {result.ExitCode}:\n{result.Tail}\n{result.Output}\nThe host was asked:\n{Asked()}");
    }

    /// <summary>What the host was asked and what did not end well, for an error.</summary>
    public string Asked() => string.Join('\n', host.Journal.Where(static entry => entry.Program != "ssh").Select(static entry => $"{entry.Step} {entry.Guest} {entry.Text} -> {entry.Code} {(entry.Code == 0 ? "" : entry.Errors.Trim())}"));
}
