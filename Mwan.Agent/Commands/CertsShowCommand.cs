using System.CommandLine;
using Mwan.Agent.Certificates;
using Mwan.Agent.Control;

namespace Mwan.Agent.Commands;

/// <summary><c>mwan certs show</c>: what is in the slot; asks nobody.</summary>
internal static class CertsShowCommand
{
    private const string Description = """
        Shows the certificates in the slot, and what is wrong with them. The key is never shown.

        Examples:
          mwan certs show
          mwan certs show --json | jq '.certificates[0].daysLeft'

        Exit codes:
          0  all is well
          1  the slot is empty, or something in it needs a person
        """;

    /// <summary>The command.</summary>
    public static Command Create(Option<string> root)
    {
        Option<bool> json = new("--json") { Description = "Prints JSON." };
        Command command = new("show", Description) { json };
        command.SetAction(async (result, cancellation) =>
        {
            CertificateReport report = Read(new Layout(result.GetValue(root) ?? "/"), DateTimeOffset.UtcNow);
            string text = result.GetValue(json)
                ? ControlJson.Indented(report, CertificateJson.Default.CertificateReport)
                : CertificateText.Render(report);
            await result.InvocationConfiguration.Output.WriteLineAsync(text.AsMemory(), cancellation);
            return report.NeedsAttention ? ExitCode.Attention : ExitCode.Well;
        });
        return command;
    }

    private static CertificateReport Read(Layout layout, DateTimeOffset now)
    {
        if (!Directory.Exists(layout.CertificateSlot) || !Directory.EnumerateFiles(layout.CertificateSlot, "*.pem").Any())
        {
            return new CertificateReport([], [new Flaw(Fault.NothingInIt, Fatal: true, "The slot is empty: fill it with mwan certs import.")]);
        }

        List<Flaw> flaws = [];
        using PemContent content = PemContent.Of(PemFiles.Read([layout.CertificateSlot], flaws), flaws);
        return CertificateReport.Of(CertificateSet.Of(content, flaws), flaws, now);
    }
}
