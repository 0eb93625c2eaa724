using System.CommandLine;
using System.Globalization;
using Mwan.Agent.Control;
using Mwan.Agent.Keeping;
using Mwan.Agent.Upgrades;

namespace Mwan.Agent.Commands;

/// <summary><c>mwan slots</c>: the two images of the box.</summary>
internal static class SlotsCommand
{
    private const string Description = """
        Shows both slots: which was booted, what is in them, whether it has proved itself, and why the last one that did not was given up.

        Examples:
          mwan slots
          mwan slots --json | jq -r '.[] | select(.running) | .version'

        Exit codes:
          0  the booted slot has proved itself
          1  it has not
        """;

    /// <summary>The command.</summary>
    public static Command Create(Option<string> root)
    {
        Option<bool> json = new("--json") { Description = "Prints JSON." };
        Command command = new("slots", Description) { json };
        command.SetAction(async (result, cancellation) =>
        {
            Layout layout = new(result.GetValue(root) ?? "/");
            IReadOnlyList<SlotState> slots;
            SlotState? next;
            try
            {
                slots = (await Slots.FindAsync(layout, cancellation)).Read();
                next = await NextBoot.InOtherAsync(layout, slots, cancellation);
            }
            catch (IOException exception)
            {
                await result.InvocationConfiguration.Error.WriteLineAsync(exception.Message.AsMemory(), cancellation);
                return ExitCode.Attention;
            }

            IReadOnlyList<SlotReport> report = SlotReport.Of(slots, next, new UpgradeMemory(new StateFile(layout.LastUpgrade)).Read());
            string text = result.GetValue(json) ? ControlJson.Indented(report, UpgradeJson.Default.IReadOnlyListSlotReport) : string.Join('\n', report.Select(Line));
            await result.InvocationConfiguration.Output.WriteLineAsync(text.AsMemory(), cancellation);
            return slots.Any(static slot => slot is { Running: true, IsBlessed: true }) ? ExitCode.Well : ExitCode.Attention;
        });
        return command;
    }

    private static string Line(SlotReport slot) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(slot.Running ? '*' : ' ')} {slot.Slot}  {slot.Version ?? "-",-16}  {slot.State}{(slot.Installed is { } at ? $", written {at.ToLocalTime():yyyy-MM-dd HH:mm}" : "")}{(slot.Refusal is null ? "" : $": {slot.Refusal}")}");
}
