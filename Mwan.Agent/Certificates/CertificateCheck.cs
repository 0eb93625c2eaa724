using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mwan.Agent.Certificates;

/// <summary>Judges a set. An ISP's device certificates are old and weak and work all the same, so only what cannot work is fatal.</summary>
internal static class CertificateCheck
{
    private const int StrongRsa = 2048;
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    /// <summary>What is wrong with it.</summary>
    /// <param name="set">The set.</param>
    /// <param name="now">The time, UTC.</param>
    public static IReadOnlyList<Flaw> Of(CertificateSet set, DateTimeOffset now) =>
    [
        .. Dates(set.Client, now, own: true),
        .. Usage(set.Client),
        .. Strength(set.Client),
        .. Chain(set),
        .. set.Intermediates.Concat(set.Authorities).Distinct().SelectMany(other => Dates(other, now, own: false).Concat(Strength(other))),
    ];

    private static IEnumerable<Flaw> Dates(X509Certificate2 certificate, DateTimeOffset now, bool own)
    {
        DateTimeOffset start = new(certificate.NotBefore.ToUniversalTime());
        DateTimeOffset end = new(certificate.NotAfter.ToUniversalTime());
        if (end <= now)
        {
            yield return new Flaw(Fault.Expired, own, $"{certificate.Subject} expired on {Day(end)}{(own ? ": import a new one." : "; 802.1X works only if the authenticator's chain does not need it.")}");
        }
        else if (start > now)
        {
            yield return new Flaw(Fault.NotYetValid, own, $"{certificate.Subject} is not valid before {Day(start)}: is the clock right? It says {Day(now)}.");
        }
        else if (end - now < Soon)
        {
            yield return new Flaw(Fault.ExpiresSoon, Fatal: false, string.Create(CultureInfo.InvariantCulture, $"{certificate.Subject} expires on {Day(end)}, in {(int)(end - now).TotalDays} days: get a new one."));
        }
    }

    private static IEnumerable<Flaw> Usage(X509Certificate2 client)
    {
        foreach (X509Extension extension in client.Extensions)
        {
            // TLS clients sign to prove that the key is theirs (RFC 5246, section 7.4.8).
            if (extension is X509KeyUsageExtension usage && !usage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature))
            {
                yield return new Flaw(Fault.WrongUsage, Fatal: false, $"{client.Subject} is not meant for signatures (key usage {usage.KeyUsages}): the authenticator may refuse it.");
            }

            if (extension is X509EnhancedKeyUsageExtension extended && !extended.EnhancedKeyUsages.Cast<Oid>().Any(oid => oid.Value == ClientAuthentication))
            {
                yield return new Flaw(Fault.WrongUsage, Fatal: false, $"{client.Subject} is not meant for clients (extended key usage): the authenticator may refuse it.");
            }

            if (extension is X509BasicConstraintsExtension { CertificateAuthority: true })
            {
                yield return new Flaw(Fault.WrongUsage, Fatal: false, $"{client.Subject} is an authority's certificate: is it the client's?");
            }
        }
    }

    private static IEnumerable<Flaw> Strength(X509Certificate2 certificate)
    {
        using RSA? rsa = certificate.GetRSAPublicKey();
        bool weakKey = rsa?.KeySize < StrongRsa;

        // A self-issued certificate's signature proves nothing, so its strength does not count.
        bool weakHash = !CertificateSet.IsSelfIssued(certificate) && SignatureNames.IsWeak(certificate.SignatureAlgorithm.Value);
        if (weakKey || weakHash)
        {
            string what = string.Join(" and ", new[] { weakKey ? $"an RSA key of {rsa?.KeySize} bits" : null, weakHash ? "a signature with SHA-1 or MD5" : null }.OfType<string>());
            yield return new Flaw(Fault.Weak, Fatal: false, $"{certificate.Subject} has {what}: the supplicant takes it only with legacyTls in the WAN's authentication.");
        }
    }

    private static IEnumerable<Flaw> Chain(CertificateSet set)
    {
        X509Certificate2[] issuers = [.. set.Intermediates, .. set.Authorities];
        foreach (X509Certificate2 certificate in new[] { set.Client }.Concat(issuers).Distinct().Where(candidate => !CertificateSet.IsSelfIssued(candidate)))
        {
            if (!issuers.Any(issuer => Issued(issuer, certificate)))
            {
                string consequence = certificate.Equals(set.Client) ? "the authenticator must know that one by itself" : "it verifies nothing without that one";
                yield return new Flaw(Fault.IncompleteChain, Fatal: false, $"The issuer of {certificate.Subject}, {certificate.Issuer}, is not among the files: {consequence}.");
            }
        }
    }

    private static bool Issued(X509Certificate2 issuer, X509Certificate2 certificate)
    {
        if (!issuer.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData))
        {
            return false;
        }

        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        _ = chain.ChainPolicy.CustomTrustStore.Add(issuer);
        _ = chain.Build(certificate);
        return chain.ChainElements.Count > 1
            && !chain.ChainElements[0].ChainElementStatus.Any(status => status.Status.HasFlag(X509ChainStatusFlags.NotSignatureValid));
    }

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
