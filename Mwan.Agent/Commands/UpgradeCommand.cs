using System.CommandLine;
using Mwan.Agent.Keeping;
using Mwan.Agent.Systemd;
using Mwan.Agent.Upgrades;

namespace Mwan.Agent.Commands;

/// <summary><c>mwan upgrade</c>: another image into the other slot.</summary>
internal static class UpgradeCommand
{
    private const string Description = """
        Writes a release into the other slot and boots it. Signature, hashes, version, appliance and room are looked at first; then the
        release is written, and what runs stays as it is. The new image has a few boots to prove itself: that it follows its plan, and
        that it reaches the Internet by every way that works now. If it does not, this one comes back by itself.

        Examples:
          mwan upgrade https://releases.example.net/mwan-1.2.0.update/
          mwan upgrade --check
          mwan upgrade /tmp/mwan-1.2.0.update --no-reboot
          tar -C artifacts/mwan-1.2.0.update -c . | ssh root@mwan mwan upgrade -

        Exit codes:
          0  written, and about to boot; or the channel has nothing newer
          1  not written, and why; or (--check) the channel has something newer
        """;

    /// <summary>The command.</summary>
    public static Command Create(Option<string> root)
    {
        Argument<string?> source = new("SOURCE")
        {
            Description = "A release: its directory, a tar archive of it, - for such an archive on standard input, or its https:// URL. Without it, what the site's channel leads to.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<bool> wait = new("--no-reboot") { Description = "Leaves it to you when to boot it." };
        Option<bool> check = new("--check") { Description = "Only says whether the site's channel leads to a newer release." };
        Command command = new("upgrade", Description) { source, wait, check };
        command.Validators.Add(result =>
        {
            if (result.GetValue(check) && result.GetValue(source) is not null)
            {
                result.AddError("--check asks the site's channel: leave SOURCE out.");
            }
        });
        command.SetAction(async (result, cancellation) =>
        {
            Layout layout = new(result.GetValue(root) ?? "/");
            TextWriter output = result.InvocationConfiguration.Output;
            TextWriter errors = result.InvocationConfiguration.Error;
            UpgradeLog log = new(new UpgradeMemory(new StateFile(layout.LastUpgrade)), Journal.Open(layout), errors.WriteLine);
            using WebFiles web = new();
            Upgrade upgrade = new(layout, web, log, output.WriteLine);
            UpgradeAnswer answer = await upgrade.RunAsync(result.GetValue(source), result.GetValue(check), cancellation);
            if (answer.Objections.Count > 0)
            {
                await errors.WriteLineAsync(string.Join('\n', [.. answer.Objections, await NextBootAsync(layout, cancellation)]).AsMemory(), cancellation);
                return ExitCode.Attention;
            }

            if (answer.Words is { } words)
            {
                await output.WriteLineAsync(words.AsMemory(), cancellation);
                return answer.IsNewer ? ExitCode.Attention : ExitCode.Well;
            }

            return await Reboot.FinishAsync(layout, output, result.GetValue(wait) ? null : "Written. Rebooting.", "Written. The next boot is its first: reboot when it suits.", cancellation);
        });
        return command;
    }

    // What was refused now may still find another one waiting.
    private static async Task<string> NextBootAsync(Layout layout, CancellationToken cancellation)
    {
        try
        {
            SlotState? waiting = await NextBoot.InOtherAsync(layout, (await Slots.FindAsync(layout, cancellation)).Read(), cancellation);
            return waiting is null ? "The box boots what it booted before." : $"The next boot is of version {waiting.Version} in the other slot ({waiting.Words}).";
        }
        catch (IOException)
        {
            return "What the box boots next, mwan slots says.";
        }
    }
}
