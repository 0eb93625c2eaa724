using System.Diagnostics;

namespace Mwan.Build.Machines;

/// <summary>
/// A program that lives no longer than this process. The kernel's parent-death signal (<c>PR_SET_PDEATHSIG</c>, which <c>bwrap --die-with-parent</c>
/// asks for) is sent when the <em>thread</em> that started the child ends, and threads of the pool end at any time: so each child has a thread of
/// its own, which starts it and waits for it.
/// </summary>
public sealed class OwnedProcess : IAsyncDisposable
{
    private const int KeptLines = 200;

    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> errors = new();
    private readonly Process process;

    private OwnedProcess(IReadOnlyList<string> command, bool terminal) => process = new Process
    {
        StartInfo = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = !terminal,
            RedirectStandardOutput = !terminal,
            RedirectStandardError = !terminal,
        },
    };

    /// <summary>Its exit status, once it has ended; 128 plus the signal's number if a signal ended it.</summary>
    public Task<int> Exit => exited.Task;

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
    /// <param name="command">The program and its arguments.</param>
    /// <param name="terminal">Whether it has this process' standard streams; otherwise it has none.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The program does not exist or may not be run.</exception>
    public static async Task<OwnedProcess> StartAsync(IReadOnlyList<string> command, bool terminal = false)
    {
        ArgumentNullException.ThrowIfNull(command);
        OwnedProcess owned = new(command, terminal);
        new Thread(owned.Live) { IsBackground = true, Name = command[0] }.Start();
        await owned.started.Task;
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

    private void Live()
    {
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            process.Dispose();
            started.SetException(failure);
            return;
        }

        if (process.StartInfo.RedirectStandardInput)
        {
            process.StandardInput.Close();
            process.BeginErrorReadLine();
            process.BeginOutputReadLine();
        }

        started.SetResult();
        process.WaitForExit();
        exited.SetResult(process.ExitCode);
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
