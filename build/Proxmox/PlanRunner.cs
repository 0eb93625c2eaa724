using System.Globalization;
using Mwan.Build.Narration;
using Mwan.Build.Processes;

namespace Mwan.Build.Proxmox;

/// <summary>Carries out a plan, step by step, and says at which one it stopped.</summary>
/// <param name="connection">The host.</param>
/// <param name="names">What things are called there.</param>
/// <param name="narrator">Told how it goes.</param>
public sealed class PlanRunner(HostConnection connection, ProxmoxNames names, Narrator narrator)
{
    /// <summary>How long a step waits for one that a run before has begun, in seconds.</summary>
    public const int LockSeconds = 900;

    private const int BlockSize = 1 << 20;

    private readonly BoxWatch watch = new(connection, names);

    /// <summary>Carries it out.</summary>
    /// <param name="target">What it is called, for people.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Gives up: what the host does at that moment it does to its end.</param>
    /// <exception cref="BuildException">A step failed; the message says which, and what to do.</exception>
    public async Task RunAsync(string target, ProxmoxPlan plan, CancellationToken cancellationToken)
    {
        foreach ((int index, Step step) in plan.Steps.Index())
        {
            string number = string.Create(CultureInfo.InvariantCulture, $"{target} {index + 1}/{plan.Steps.Count}");
            await narrator.StepAsync(number, step.What, report => RunAsync(step, report, cancellationToken));
        }
    }

    /// <summary>
    /// What runs on the host for a step. What it prints goes to a file, and it holds a lock: when the line drops, it runs to its end all
    /// the same, and the next run waits for that before it looks. The lock is flock's alone (-o): a VM that the step starts outlives it.
    /// A <c>qm</c> that fails mostly exits with 255, by which ssh(1) says that its line does: here it becomes 1.
    /// </summary>
    /// <param name="step">The step.</param>
    /// <param name="names">What things are called there.</param>
    public static string Script(HostStep step, ProxmoxNames names)
    {
        const string Exit = "[ $code -ne 255 ] || code=1\nexit $code";
        string run = $"flock -o -w {LockSeconds.ToString(CultureInfo.InvariantCulture)} {names.Lock} sh -euc {ShellText.Quote(step.Script)}";
        return step.Input is null
            ? $"mkdir -p {names.Directory}\ncd {names.Directory}\ncode=0\n{run} > step.log 2>&1 < /dev/null || code=$?\n[ ! -e step.log ] || cat step.log\n{Exit}"
            : $"mkdir -p {names.Directory}\ncd {names.Directory}\ncode=0\n{run} || code=$?\n{Exit}";
    }

    private Task RunAsync(Step step, StepReport report, CancellationToken cancellationToken) => step switch
    {
        HostStep commands => RunAsync(commands, cancellationToken),
        UploadStep upload => UploadAsync(upload, report, cancellationToken),
        WaitStep wait => watch.WaitAsync(wait, report.Now, cancellationToken),
        _ => throw new InvalidOperationException($"No way to run {step}."),
    };

    private async Task RunAsync(HostStep step, CancellationToken cancellationToken)
    {
        CommandResult result = await connection.RunAsync(Script(step, names), step.Input is { } input ? (stream, token) => stream.WriteAsync(input.Content, token).AsTask() : null, cancellationToken);
        if (result.ExitCode == HostConnection.LineFailed)
        {
            throw connection.NoLine(result);
        }

        if (result.ExitCode != 0)
        {
            throw new BuildException($"The host stopped at: {step.What}\n{step.Script}\n{result.Tail}\nOnce that is mended, run the same again: it goes on from here.");
        }

        if (step.IsGuestAnswer && GuestAnswer.Parse(result.Output) is { ExitCode: not 0 } answer)
        {
            string said = $"{answer.Output}{answer.Errors}".Trim();
            throw new BuildException(answer.ExitCode is null
                ? $"The box did not come to an end with: {step.What}\n{said}\nLook at it (--target=Status), and run the same again."
                : $"The box stopped at: {step.What}\n{said}");
        }
    }

    private async Task UploadAsync(UploadStep step, StepReport report, CancellationToken cancellationToken)
    {
        string begun = (await connection.AskAsync(step.Begin, cancellationToken)).Trim();
        long there = long.TryParse(begun, NumberStyles.None, CultureInfo.InvariantCulture, out long size) && size <= step.Size ? size : 0;
        if (there == 0 && begun.Length > 0)
        {
            await connection.AskAsync($"rm -f {names.Directory}/{step.Part}", cancellationToken);
        }

        if (there < step.Size)
        {
            CommandResult sent = await connection.RunAsync(step.Append, (stream, token) => SendAsync(step, there, stream, report, token), cancellationToken);
            if (sent.ExitCode != 0)
            {
                throw sent.ExitCode == HostConnection.LineFailed
                    ? connection.NoLine(sent)
                    : new BuildException($"{Path.GetFileName(step.File)} could not be written on the host:\n{sent.Tail}\nFree some space there; the next run goes on where this one stopped.");
            }
        }

        CommandResult result = await connection.RunAsync(step.Finish, input: null, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw result.ExitCode == HostConnection.LineFailed
                ? connection.NoLine(result)
                : new BuildException($"{Path.GetFileName(step.File)} did not arrive as it was sent:\n{result.Tail}\nWhat came over was deleted; run the same again.");
        }
    }

    private static async Task SendAsync(UploadStep step, long from, Stream target, StepReport report, CancellationToken cancellationToken)
    {
        await using FileStream source = new(step.File, FileMode.Open, FileAccess.Read, FileShare.Read, BlockSize);
        source.Seek(from, SeekOrigin.Begin);
        byte[] block = new byte[BlockSize];
        for (long sent = from; sent < step.Size;)
        {
            int read = await source.ReadAsync(block, cancellationToken);
            if (read == 0)
            {
                break;
            }

            await target.WriteAsync(block.AsMemory(0, read), cancellationToken);
            sent += read;
            report.Now(string.Create(CultureInfo.InvariantCulture, $"{sent * 100 / step.Size}% of {step.Size / 1_000_000} MB"));
        }

        await target.FlushAsync(cancellationToken);
    }
}
