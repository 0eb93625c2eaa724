using System.Diagnostics;
using System.Text;

namespace Mwan.Build.Processes;

/// <summary>
/// A program with its arguments, environment and working directory; changed only through <c>With...</c> copies and run as often as
/// wanted. Output goes to a log; a run that ends with another code than 0 throws <see cref="CommandFailedException"/>.
/// </summary>
public sealed record Command(string Program, IReadOnlyList<string> Arguments)
{
    private const int ExecFailed = 127;

    /// <summary>What to call it in an error: the program, not the wrappers around it.</summary>
    public string Name { get; init; } = Path.GetFileName(Program);

    /// <summary>Variables added to the inherited environment; a null value removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Working directory; null: the caller's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>File that receives both streams as they come; null: kept in memory only.</summary>
    public string? LogFile { get; init; }

    /// <summary>Receives each line of both streams as it comes.</summary>
    public Action<string>? OnLine { get; init; }

    /// <summary>Writes what the program reads on standard input; null: nothing.</summary>
    public Func<Stream, CancellationToken, Task>? Input { get; init; }

    /// <summary>Builds a command from a program and its arguments.</summary>
    public static Command Of(string program, params string[] arguments) => new(program, arguments);

    /// <summary>Adds arguments at the end.</summary>
    public Command With(params IEnumerable<string> arguments) => this with { Arguments = [.. Arguments, .. arguments] };

    /// <summary>Sets one variable of the environment; null removes it.</summary>
    public Command WithEnvironment(string name, string? value) =>
        this with { Environment = new Dictionary<string, string?>(Environment, StringComparer.Ordinal) { [name] = value } };

    /// <summary>Sets the working directory.</summary>
    public Command In(string directory) => this with { WorkingDirectory = directory };

    /// <summary>Sends both streams to a file, appending.</summary>
    public Command LogTo(string? file) => this with { LogFile = file };

    /// <summary>Hands each line of both streams to <paramref name="receive"/> as it comes.</summary>
    public Command Telling(Action<string> receive) => this with { OnLine = receive };

    /// <summary>Gives the program something to read on standard input. A program that ends before it has read all is judged by its exit code.</summary>
    public Command Reading(Func<Stream, CancellationToken, Task> write) => this with { Input = write };

    /// <summary>Runs to the end and returns standard output. Cancelling kills the program and all that it started.</summary>
    /// <exception cref="CommandFailedException">It cannot be started, or ends with another code than 0.</exception>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        CommandResult result = await TryRunAsync(cancellationToken);
        return result.ExitCode == 0 ? result.Output : throw new CommandFailedException(this, result);
    }

    /// <summary>Runs to the end whatever the exit code. Cancelling kills the program and all that it started.</summary>
    public async Task<CommandResult> TryRunAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = new Process { StartInfo = StartInfo() };
        var output = new StringBuilder();
        var tail = new Tail();
        using CommandLog? log = LogFile is null ? null : new CommandLog(LogFile);
        Lock gate = new();

        void Receive(string? line, bool isOutput)
        {
            if (line is null)
            {
                return;
            }

            lock (gate)
            {
                if (isOutput)
                {
                    output.Append(line).Append('\n');
                }

                tail.Add(line, isOutput);
                log?.Add(line);
            }

            OnLine?.Invoke(line);
        }

        process.OutputDataReceived += (_, e) => Receive(e.Data, isOutput: true);
        process.ErrorDataReceived += (_, e) => Receive(e.Data, isOutput: false);
        try
        {
            await Spawner.StartAsync(process);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return new CommandResult(ExecFailed, "", $"'{Program}' could not be started: {new System.ComponentModel.Win32Exception(e.NativeErrorCode).Message}");
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await FeedAsync(process, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        log?.ThrowIfIncomplete();
        return new CommandResult(process.ExitCode, output.ToString(), tail.ToString());
    }

    /// <inheritdoc/>
    public override string ToString() => ShellText.Join(Arguments.Prepend(Program));

    private async Task FeedAsync(Process process, CancellationToken cancellationToken)
    {
        Stream input = process.StandardInput.BaseStream;
        try
        {
            if (Input is not null)
            {
                await Input(input, cancellationToken);
            }

            input.Close();
        }
        catch (IOException)
        {
            // It reads no more: its exit code and its last words tell why. What it should have read is closed unsaid.
        }
    }

    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(Program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = WorkingDirectory ?? "",
        };
        foreach (string argument in Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string? value) in Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
