using System.Globalization;
using System.Text;

namespace Mwan.Agent.Certificates;

/// <summary>A report as a person reads it. Pure.</summary>
internal static class CertificateText
{
    /// <summary>The text, without a final line end.</summary>
    public static string Render(CertificateReport report)
    {
        StringBuilder text = new();
        foreach (CertificateEntry entry in report.Certificates)
        {
            string left = entry.DaysLeft < 0 ? "EXPIRED" : string.Create(CultureInfo.InvariantCulture, $"{entry.DaysLeft} days left");
            _ = text
                .Append(CultureInfo.InvariantCulture, $"{entry.Part,-13} {entry.Subject}\n")
                .Append(CultureInfo.InvariantCulture, $"{"",-13} issued by {entry.Issuer}\n")
                .Append(CultureInfo.InvariantCulture, $"{"",-13} {entry.NotBefore.UtcDateTime:yyyy-MM-dd} to {entry.NotAfter.UtcDateTime:yyyy-MM-dd}, {left}\n");
        }

        foreach (Flaw flaw in report.Flaws)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"{(flaw.Fatal ? "error" : "warning"),-13} {flaw.Text}\n");
        }

        return text.ToString().TrimEnd('\n');
    }
}
