using System.Diagnostics;
using Mwan.Build.Processes;

namespace Mwan.Build.Machines;

/// <summary>A program that lives no longer than this process: <c>bwrap --die-with-parent</c>, started by the <see cref="Spawner"/>.</summary>
public sealed class OwnedProcess : IAsyncDisposable
{
    private const int KeptLines = 200;

    private readonly Queue<string> errors = new();
    private readonly Process process;

    private OwnedProcess(Command command, bool terminal) => process = new Process
    {
        StartInfo = new ProcessStartInfo(command.Program, command.Arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = !terminal,
            RedirectStandardOutput = !terminal,
            RedirectStandardError = !terminal,
        },
    };

    /// <summary>Its exit status, once it has ended; 128 plus the signal's number if a signal ended it.</summary>
    public Task<int> Exit { get; private set; } = Task.FromResult(-1);

    /// <summary>The last lines that it wrote to standard error; none if it has the terminal.</summary>
    public string Errors
    {
        get
        {
            lock (errors)
            {
                return string.Join('\n', errors);
            }
        }
    }

    /// <summary>Starts a program.</summary>
    /// <param name="command">The program.</param>
    /// <param name="terminal">Whether it has this process' standard streams; otherwise it has none.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The program does not exist or may not be run.</exception>
    public static async Task<OwnedProcess> StartAsync(Command command, bool terminal = false)
    {
        ArgumentNullException.ThrowIfNull(command);
        OwnedProcess owned = new(command, terminal);
        owned.process.ErrorDataReceived += (_, line) => owned.Keep(line.Data);
        owned.process.OutputDataReceived += (_, line) => owned.Keep(line.Data);
        await Spawner.StartAsync(owned.process);
        if (!terminal)
        {
            owned.process.StandardInput.Close();
            owned.process.BeginErrorReadLine();
            owned.process.BeginOutputReadLine();
        }

        owned.Exit = owned.WaitAsync();
        return owned;
    }

    /// <summary>Ends it at once, and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Exit.IsCompleted)
        {
            process.Kill(entireProcessTree: true);
        }

        await Exit;
        process.Dispose();
    }

    private async Task<int> WaitAsync()
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (errors)
        {
            errors.Enqueue(line);
            if (errors.Count > KeptLines)
            {
                errors.Dequeue();
            }
        }
    }
}
