using Mwan.Build.Machines;
using Mwan.Build.Processes;

namespace Mwan.Build.Proxmox;

/// <summary>
/// The host, over the system's <c>ssh</c>: the user's keys, agent, configuration and jump hosts hold. All of a run shares one connection,
/// which comes back by itself when the line does, and ends with the run.
/// </summary>
public sealed class HostConnection : IAsyncDisposable
{
    /// <summary>Exit code of ssh(1) when it is the line that fails.</summary>
    public const int LineFailed = 255;

    private readonly string host;
    private readonly ScratchDirectory directory = ScratchDirectory.Create();

    /// <summary>A connection that is made with the first command.</summary>
    /// <param name="host">The host as ssh knows it.</param>
    public HostConnection(string host) => this.host = host;

    // In a directory that is nobody else's: who can open it is root there.
    private string Socket => directory.File("line");

    /// <summary>Runs a script there, in <c>sh -eu</c>, whatever its exit code.</summary>
    /// <param name="script">The script.</param>
    /// <param name="input">Writes what it reads on standard input; null: nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<CommandResult> RunAsync(string script, Func<Stream, CancellationToken, Task>? input, CancellationToken cancellationToken)
    {
        Command command = Ssh("-o", "ControlMaster=auto", "-o", "ControlPersist=60").With("--", host, ShellText.Join("exec", "sh", "-euc", script)) with { Name = $"ssh {host}" };
        return (input is null ? command : command.Reading(input)).TryRunAsync(cancellationToken);
    }

    /// <summary>Runs a script there and returns its output.</summary>
    /// <exception cref="BuildException">The line or the script fails; the message says which, and what to do.</exception>
    public async Task<string> AskAsync(string script, CancellationToken cancellationToken)
    {
        CommandResult result = await RunAsync(script, input: null, cancellationToken);
        return result.ExitCode switch
        {
            0 => result.Output,
            LineFailed => throw NoLine(result),
            _ => throw new BuildException($"{host} could not be read:\n{result.Tail}"),
        };
    }

    /// <summary>The error of a line that fails.</summary>
    public BuildException NoLine(CommandResult result) => new(
        $"ssh: {host} is not reached:\n{result.Tail}\n`ssh {host} true` has to work without a question: see to its key, its known host key, or proxmox.host. What was begun is completed by the next run.");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Socket))
        {
            _ = await Ssh("-O", "exit").With("--", host).TryRunAsync(CancellationToken.None);
        }

        await directory.DisposeAsync();
    }

    private Command Ssh(params string[] options) => Command.Of(
        "ssh", "-o", "BatchMode=yes", "-o", "ServerAliveInterval=10", "-o", "ServerAliveCountMax=3", "-o", "ConnectTimeout=20", "-o", $"ControlPath={Socket}").With(options);
}
