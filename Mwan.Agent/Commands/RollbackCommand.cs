using System.CommandLine;
using Mwan.Agent.Keeping;
using Mwan.Agent.Observation;
using Mwan.Agent.Systemd;
using Mwan.Agent.Upgrades;

namespace Mwan.Agent.Commands;

/// <summary><c>mwan rollback</c>: the other slot.</summary>
internal static class RollbackCommand
{
    private const string Description = """
        Boots the other slot, which proves itself again as after an upgrade. If it does not, this one comes back by itself. Later boots
        stay with the one that proved itself. Where this one has not proved itself yet and the other one has, this one is given up, and
        the other one boots and stays as it is.

        Examples:
          mwan rollback
          mwan rollback --no-reboot

        Exit codes:
          0  about to boot the other slot
          1  there is nothing to go back to
        """;

    /// <summary>The command.</summary>
    public static Command Create(Option<string> root)
    {
        Option<bool> wait = new("--no-reboot") { Description = "Leaves it to you when to boot it." };
        Command command = new("rollback", Description) { wait };
        command.SetAction(async (result, cancellation) =>
        {
            Layout layout = new(result.GetValue(root) ?? "/");
            TextWriter errors = result.InvocationConfiguration.Error;
            UpgradeLog log = new(new UpgradeMemory(new StateFile(layout.LastUpgrade)), Journal.Open(layout), errors.WriteLine);
            string? refusal;
            try
            {
                // An upgrade may be writing the other slot. One that still fetches its release gives way.
                using var held = SlotLock.Take(layout.SlotLock);
                refusal = await TurnAsync(layout, held, log, cancellation);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                refusal = exception.Message;
            }

            if (refusal is not null)
            {
                await errors.WriteLineAsync(refusal.AsMemory(), cancellation);
                return ExitCode.Attention;
            }

            return await Reboot.FinishAsync(
                layout, result.InvocationConfiguration.Output, result.GetValue(wait) ? null : "Rebooting into the other slot.", "The next boot is of the other slot: reboot when it suits.", cancellation);
        });
        return command;
    }

    private static async Task<string?> TurnAsync(Layout layout, SlotLock held, UpgradeLog log, CancellationToken cancellation)
    {
        Slots slots = await Slots.FindAsync(layout, cancellation);
        IReadOnlyList<SlotState> states = slots.Read();
        if (Rollback.Of(states, await VersionOrder.IsOtherNewerAsync(layout, states, cancellation), out string? refusal) is not { } rollback)
        {
            return refusal;
        }

        if (SignatureDatabase.Read(layout) is { } known && !SignedImage.Holds(slots.PathOf(rollback.Target.Entry!), known))
        {
            return $"The firmware boots only what is signed (Secure Boot), and version {rollback.Target.Version} in the other slot is not, or by somebody whom it does not know.";
        }

        UpgradeRecord? before = log.Last;
        DateTimeOffset now = DateTimeOffset.UtcNow;
        UpgradeRecord record = new()
        {
            TraceId = Guid.NewGuid().ToString("n"),
            IsRollback = true,
            Versions = [.. UpgradeRecord.Known(before, states).Select(rollback.Known)],
            From = rollback.Current.Version!,
            To = rollback.Target.Version!,
            At = now,
            Boot = SmallFile.Text(layout.BootId),
            Healthy = await Upgrader.HealthyAsync(layout, cancellation),

            // Its gate is not asked again: what somebody asks by hand later decides nothing.
            Passed = rollback.IsProven ? now : null,
        };
        log.Remember(record, $"Rolling back to version {record.To}.");

        held.CountRollback();
        try
        {
            slots.Turn(rollback, LoadedSite.Read(layout).Site?.Upgrades.Tries ?? Slots.DefaultTries);
        }
        catch (IOException exception)
        {
            log.Withdraw(record, before, $"There is no way back to version {record.To}. {exception.Message}");
            return exception.Message;
        }

        log.Remember(record with { Ready = true }, $"The next boot is of version {record.To}.");

        return null;
    }
}
