using System.CommandLine;
using System.Globalization;
using Mwan.Agent.Control;
using Mwan.Agent.Differences;
using Mwan.Agent.Keeping;
using Mwan.Agent.Observation;
using Mwan.Agent.Systemd;
using Mwan.Agent.Upgrades;
using Mwan.Config;

namespace Mwan.Agent.Commands;

/// <summary><c>mwan gate</c>: whether an image on trial may stay.</summary>
internal static class GateCommand
{
    private const string Description = """
        Waits until this image has proved itself: the agent runs, the kernel follows its plan, and the Internet is reached by every way
        that worked before the upgrade. systemd asks it in boots that are counted, before it calls them good. When it fails there, the
        box returns to the other slot, if that one is good.

        A way that the site does not have, as a WAN that a new site no longer names, is said on standard error and passed over; but if
        anything was reached before, something has to be. What has passed once stays so, whatever is asked by hand later; and what is
        asked with ways of its own decides nothing.

        Examples:
          mwan gate
          mwan gate --deadline 10
          mwan gate --healthy "att IPv4" --healthy "webpass IPv6"

        Exit codes:
          0  it has
          1  it has not by the deadline, and why
          2  --healthy names no way, but something else
        """;

    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>The command.</summary>
    public static Command Create(Option<string> root)
    {
        Option<int?> deadline = new("--deadline") { Description = "Seconds to wait, 1-3600; without it, what the site says (upgrades.gateDeadline)." };
        deadline.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 3600)
            {
                result.AddError("--deadline takes 1 to 3600 seconds.");
            }
        });
        Option<string[]> healthy = new("--healthy")
        {
            Description = "A way that has to reach the Internet: a member and a family. Without it, those that the upgrade remembers: who exchanges the whole disk remembers elsewhere.",
            AllowMultipleArgumentsPerToken = false,
        };
        Command command = new("gate", Description) { deadline, healthy };
        command.Validators.Add(result =>
        {
            foreach (string word in (result.GetValue(healthy) ?? []).Where(static word => !Connectivity.IsWay(word)))
            {
                result.AddError($"--healthy '{word}': a way is a member and a family, as \"att IPv4\".{WaysOf(LoadedSite.Read(new Layout(result.GetValue(root) ?? "/")).Site)}");
            }
        });
        command.SetAction(async (result, cancellation) =>
        {
            Layout layout = new(result.GetValue(root) ?? "/");
            string version = Release.Read(layout).Version;
            Site? site = LoadedSite.Read(layout).Site;
            TimeSpan patience = result.GetValue(deadline) is { } seconds ? TimeSpan.FromSeconds(seconds) : site?.Upgrades.GateDeadline ?? DefaultDeadline;
            UpgradeLog log = new(new UpgradeMemory(new StateFile(layout.LastUpgrade)), Journal.Open(layout), result.InvocationConfiguration.Error.WriteLine);
            UpgradeRecord? record = log.Last is { } last && string.Equals(last.To, version, StringComparison.Ordinal) ? last : null;

            // Who asks for other ways than the upgrade remembers gets an answer that decides nothing.
            string[] given = result.GetValue(healthy) ?? [];
            IReadOnlyList<string>? before = given.Length > 0 ? given : record?.Healthy;
            if (site is not null && before?.Except(Connectivity.WaysOf(site), StringComparer.Ordinal).ToArray() is { Length: > 0 } unknown)
            {
                // Said before the wait, and in the journal too: systemd shows nobody what it asked.
                string passedOver = $"Passed over, as the site does not have it: {string.Join(", ", unknown)}.{WaysOf(site)}";
                log.Say(Priority.Warning, passedOver);
                await result.InvocationConfiguration.Error.WriteLineAsync(passedOver.AsMemory(), cancellation);
            }

            string? refusal = await WaitAsync(layout, before, patience, cancellation);
            string words = refusal is null
                ? $"Version {version} has proved itself."
                : string.Create(CultureInfo.InvariantCulture, $"Version {version} has not proved itself within {patience.TotalSeconds:0} s: {refusal}.");
            Priority priority = refusal is null ? Priority.Notice : Priority.Error;

            // A rollback may have been ordered meanwhile: that is what is remembered then.
            bool stands = string.Equals(log.Last?.TraceId, record?.TraceId, StringComparison.Ordinal);
            if (given.Length == 0 && stands && record?.Judged(refusal, DateTimeOffset.UtcNow) is { } judged)
            {
                log.Remember(judged, words, priority);
            }
            else
            {
                log.Say(priority, words);
            }

            await result.InvocationConfiguration.Output.WriteLineAsync(words.AsMemory(), cancellation);
            return refusal is null ? ExitCode.Well : ExitCode.Attention;
        });
        return command;
    }

    private static string WaysOf(Site? site) => site is null ? "" : $" The site has {string.Join(", ", Connectivity.WaysOf(site))}.";

    // A look is ended with the deadline: whatever hangs must leave time to say that it did.
    private static async Task<string?> WaitAsync(Layout layout, IReadOnlyList<string>? before, TimeSpan deadline, CancellationToken cancellation)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        end.CancelAfter(deadline);
        string? refusal = "nothing tells in time whether it works";
        try
        {
            while (true)
            {
                string? seen = (await LookAsync(layout, end.Token)).Refusal(before);
                if (seen is null)
                {
                    return null;
                }

                // A look that the deadline cut off is no silence of the agent: what the one before saw is the reason.
                end.Token.ThrowIfCancellationRequested();
                refusal = seen;
                await Task.Delay(Pause, end.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return refusal;
        }
    }

    private static async Task<Gate> LookAsync(Layout layout, CancellationToken cancellation)
    {
        // The agent first: without it the plan would be made here, which takes its time.
        if ((await ControlClient.AskAsync(layout.ControlSocket, new Request(Request.Status), cancellation)).Status is not { } status)
        {
            return Gate.Silent;
        }

        (PlanReport? plan, _) = await PlanCommand.ReportAsync(layout, full: false, cancellation);
        return plan is { Agent: true } ? new Gate(plan.Differences, Connectivity.Of(status)) : Gate.Silent;
    }
}
