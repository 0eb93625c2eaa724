using System.CommandLine;
using Mwan.Agent.Certificates;
using Mwan.Agent.Observation;

namespace Mwan.Agent.Commands;

/// <summary><c>mwan certs import</c>: checks certificates and a key, and puts them into the slot.</summary>
internal static class CertsImportCommand
{
    private const string Description = """
        Checks certificates and their key, and only then puts them into the slot: all of them or none. What each file is, is found
        out from what is in it. 802.1X starts by itself. The set before stays in /state/mwan/wpa.previous until the next import.

        Examples:
          mwan certs import ca.pem client.pem key.pem
          mwan certs import /tmp/wpa

        Exit codes:
          0  imported
          1  nothing was imported, and why
        """;

    /// <summary>The command.</summary>
    public static Command Create(Option<string> root)
    {
        Argument<string[]> paths = new("PATH") { Description = "Files in PEM, or a directory of such files.", Arity = ArgumentArity.OneOrMore };
        Option<bool> force = new("--force") { Description = "Imports although there is no state disk and the next power-off loses it." };
        Command command = new("import", Description) { paths, force };
        command.SetAction(async (result, cancellation) =>
        {
            Layout layout = new(result.GetValue(root) ?? "/");
            (CertificateReport report, string? refusal) = Import(layout, result.GetValue(paths) ?? [], result.GetValue(force), DateTimeOffset.UtcNow);
            await result.InvocationConfiguration.Output.WriteLineAsync(CertificateText.Render(report).AsMemory(), cancellation);
            if (refusal is not null)
            {
                await result.InvocationConfiguration.Error.WriteLineAsync(refusal.AsMemory(), cancellation);
                return ExitCode.Attention;
            }

            await result.InvocationConfiguration.Output.WriteLineAsync("Imported. 802.1X starts by itself: see mwan status.".AsMemory(), cancellation);
            return ExitCode.Well;
        });
        return command;
    }

    private static (CertificateReport Report, string? Refusal) Import(Layout layout, string[] paths, bool force, DateTimeOffset now)
    {
        List<Flaw> flaws = [];
        using PemContent content = PemContent.Of(PemFiles.Read(paths, flaws), flaws);
        CertificateSet? set = CertificateSet.Of(content, flaws);
        CertificateReport report = CertificateReport.Of(set, flaws, now);
        if (set is null || !report.Usable)
        {
            return (report, "Nothing was imported.");
        }

        StateDisk state = StateMount.Read(layout);
        if (state.Kind == StateKind.Volatile && !force)
        {
            return (report, $"Nothing was imported: state is volatile and ends with the power ({state.Reason}). Attach the state disk, or import with --force until the next power-off.");
        }

        return (report, SlotWriter.Write(layout.CertificateSlot, set));
    }
}
