using System.Globalization;
using Mwan.Build.Processes;

namespace Mwan.Build.Proxmox;

/// <summary>
/// Waits for the box, and knows at which layer it stopped. The line to the host may go through the box itself: that it is away counts as
/// not yet, until the deadline.
/// </summary>
/// <param name="connection">The host.</param>
/// <param name="names">What things are called there.</param>
internal sealed class BoxWatch(HostConnection connection, ProxmoxNames names)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    private string Look => string.Create(CultureInfo.InvariantCulture, $$"""
        part() { printf '\n{{FactsScript.Mark}}%s\n' "$*"; }
        guest() { qm guest exec {{names.Vmid}} --timeout 30 -- "$@" 2>/dev/null || true; }
        part running; qm status {{names.Vmid}} 2>/dev/null || true
        part swap; systemctl is-active {{names.SwapUnit}} 2>/dev/null || true
        part swap-ordered; systemctl is-enabled {{names.SwapUnit}} 2>/dev/null || true
        part swapped; cat {{names.SwapResult}} 2>/dev/null || true
        part ping; qm guest cmd {{names.Vmid}} ping > /dev/null 2>&1 && {
            echo yes
            part guest-version; guest mwan version --json
            part guest-slots; guest mwan slots --json
            part guest-status; guest mwan status --json
        }
        exit 0
        """);

    /// <summary>Waits.</summary>
    /// <param name="step">For what, and how long.</param>
    /// <param name="tell">Told how far it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BuildException">It did not come so far, or went back; the message says where it stopped.</exception>
    public async Task WaitAsync(WaitStep step, Action<string> tell, CancellationToken cancellationToken)
    {
        long started = TimeProvider.System.GetTimestamp();
        string last = "";
        bool wasAway = false;
        while (true)
        {
            CommandResult result = await connection.RunAsync(Look, input: null, cancellationToken);
            bool away = result.ExitCode != 0;
            if (wasAway && !away)
            {
                tell("the line to the host is back");
            }

            wasAway = away;
            WaitVerdict verdict = away ? WaitVerdict.NotYet("the line to the host is away") : WaitVerdict.Of(step, FactsReader.Read(result.Output), Runs(result.Output));
            if (verdict.IsReached)
            {
                return;
            }

            if (verdict.IsFinal || TimeProvider.System.GetElapsedTime(started) > step.Deadline)
            {
                throw new BuildException(verdict.IsFinal
                    ? verdict.Words
                    : string.Create(CultureInfo.InvariantCulture, $"After {step.Deadline.TotalSeconds:0} s not reached: {step.What}. It stands at: {verdict.Words}"));
            }

            if (verdict.Words != last)
            {
                last = verdict.Words;
                tell(last);
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    // Whatever is not stopped has its QEMU: running, paused, io-error.
    private static bool Runs(string output) => output.Split('\n').Any(static line => line.StartsWith("status: ", StringComparison.Ordinal) && line.Trim() != "status: stopped");
}
