using System.Globalization;
using Mwan.Tests.Proxmox.Host.Calls;

namespace Mwan.Tests.Proxmox.Host.Qm;

/// <summary>Commands to the guest agent: <c>qm guest</c>.</summary>
internal sealed class GuestCommands(StandIn host)
{
    /// <summary><c>qm guest cmd</c>.</summary>
    public async Task SendAsync(CommandLine line)
    {
        await NeedAgentAsync(line.Vmid());
        if (line["<command>"] is not "ping")
        {
            throw new RefusedException($"stand-in does not know: qm guest cmd {line["<command>"]}");
        }
    }

    /// <summary><c>qm guest exec</c>: a program in the guest, waited for or not.</summary>
    public async Task ExecAsync(Call call, CommandLine line, Answer answer)
    {
        bool waits = line.Find("synchronous") is null || line.IsOn("synchronous");
        if (line.Find("timeout") is not null && !waits)
        {
            throw line.Wrong("synchronous", "needs to be set for 'timeout'");
        }

        string? input = line.IsOn("pass-stdin") ? call.Input : null;
        if (input is not null && new FileInfo(input).Length > 1 << 20)
        {
            throw new RefusedException("'input-data' (STDIN) is limited to 1 MiB, aborting");
        }

        await NeedAgentAsync(line.Vmid());
        if (line.Rest.Count == 0)
        {
            throw new RefusedException("command or input-data (or both) required");
        }

        string? kept = null;
        if (input is not null)
        {
            // Its caller may go before it is read.
            kept = Path.Combine("/tmp", Path.GetRandomFileName());
            File.Copy(input, kept);
        }

        Task<Child> program = host.Machine(line.Vmid()).ExecAsync(line.Rest, kept);
        int process = host.Remember(program);
        TimeSpan limit = TimeSpan.FromSeconds(int.Parse(line.Find("timeout") ?? "30", CultureInfo.InvariantCulture));
        if (waits && limit > TimeSpan.Zero)
        {
            _ = await Task.WhenAny(program, Task.Delay(limit));
        }
        else if (waits)
        {
            _ = await program;
        }

        if (!program.IsCompleted || !waits)
        {
            if (waits)
            {
                answer.Warn("timeout reached, returning pid");
            }

            answer.Say(PerlJson.Object(("pid", process)));
            return;
        }

        Say(await program, answer);
        if (kept is not null)
        {
            File.Delete(kept);
        }
    }

    /// <summary><c>qm guest exec-status</c>: what became of a program.</summary>
    public async Task ExecStatusAsync(CommandLine line, Answer answer)
    {
        await NeedAgentAsync(line.Vmid());
        Task<Child> program = host.ProgramOf(int.Parse(line["<pid>"], CultureInfo.InvariantCulture));
        if (!program.IsCompleted)
        {
            answer.Say(PerlJson.Object(("exited", 0)));
            return;
        }

        Say(await program, answer);
    }

    private async Task NeedAgentAsync(string id)
    {
        if (!VmConfig.Load(StandIn.Node, id).Values.TryGetValue("agent", out string? agent) || Properties.Parse(agent, "enabled").First != "1")
        {
            throw new RefusedException("No QEMU guest agent configured");
        }

        if (StandIn.RunningOf(id) is null)
        {
            throw new RefusedException($"VM {id} is not running");
        }

        if (!await host.Machine(id).AnswersAsync())
        {
            throw new RefusedException("QEMU guest agent is not running");
        }
    }

    private static void Say(Child child, Answer answer) => answer.Say(PerlJson.Object(
        ("err-data", child.Errors.Length == 0 ? null : child.Errors),
        ("exitcode", child.Code),
        ("exited", 1),
        ("out-data", child.Output.Length == 0 ? null : child.Output)));
}
