using System.Security.Cryptography.X509Certificates;

namespace Mwan.Agent.Certificates;

/// <summary>What <c>mwan certs</c> says of a set of certificates.</summary>
/// <param name="Certificates">The certificates, our own first; empty: there is no usable set.</param>
/// <param name="Flaws">What is wrong, the fatal ones first.</param>
internal sealed record CertificateReport(IReadOnlyList<CertificateEntry> Certificates, IReadOnlyList<Flaw> Flaws)
{
    /// <summary>Whether 802.1X can work with it.</summary>
    public bool Usable => Certificates.Count > 0 && !Flaws.Any(flaw => flaw.Fatal);

    /// <summary>Whether a person should act: what is merely old or weak is said, but stays as the ISP made it.</summary>
    public bool NeedsAttention => !Usable || Flaws.Any(flaw => flaw.Fault == Fault.ExpiresSoon);

    /// <summary>The report on a set.</summary>
    /// <param name="set">The set; null: there is none.</param>
    /// <param name="found">What was wrong before it could be judged.</param>
    /// <param name="now">The time, UTC.</param>
    public static CertificateReport Of(CertificateSet? set, IEnumerable<Flaw> found, DateTimeOffset now)
    {
        Flaw[] flaws = [.. found.Concat(set is null ? [] : CertificateCheck.Of(set, now)).OrderByDescending(flaw => flaw.Fatal)];
        return new CertificateReport(
            set is null
                ? []
                :
                [
                    Entry("client", set.Client, now),
                    .. set.Intermediates.Select(certificate => Entry("intermediate", certificate, now)),
                    .. set.Authorities.Select(certificate => Entry("authority", certificate, now)),
                ],
            flaws);
    }

    private static CertificateEntry Entry(string part, X509Certificate2 certificate, DateTimeOffset now)
    {
        DateTimeOffset start = new(certificate.NotBefore.ToUniversalTime());
        DateTimeOffset end = new(certificate.NotAfter.ToUniversalTime());
        return new CertificateEntry(part, certificate.Subject, certificate.Issuer, start, end, (int)Math.Floor((end - now).TotalDays));
    }
}
