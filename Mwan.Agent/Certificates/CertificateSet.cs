using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mwan.Agent.Certificates;

/// <summary>Certificates by the part that they play for the supplicant.</summary>
/// <param name="Client">Our own, which belongs to the key.</param>
/// <param name="Intermediates">What we send along with it.</param>
/// <param name="Authorities">What the authenticator is verified with.</param>
/// <param name="Key">The private key, as PEM.</param>
internal sealed record CertificateSet(
    X509Certificate2 Client, IReadOnlyList<X509Certificate2> Intermediates, IReadOnlyList<X509Certificate2> Authorities, string Key)
{
    /// <summary>Finds the parts; null: one is missing, and <paramref name="flaws"/> says which.</summary>
    /// <param name="content">What was found in files.</param>
    /// <param name="flaws">Takes what is wrong.</param>
    public static CertificateSet? Of(PemContent content, ICollection<Flaw> flaws)
    {
        X509Certificate2[] all = [.. content.Certificates.SelectMany(file => file)];
        X509Certificate2? client = null;
        if (content.Keys is [var key])
        {
            client = Owner(all, key, flaws);
        }
        else if (content.Keys.Count > 1 || !flaws.Any(flaw => flaw.Fault == Fault.EncryptedKey))
        {
            flaws.Add(content.Keys.Count == 0
                ? new Flaw(Fault.NotOneKey, Fatal: true, "There is no private key: name the file that holds it too.")
                : new Flaw(Fault.NotOneKey, Fatal: true, "There are several private keys: name only the files of one identity."));
        }

        if (all.Length == 0 || (client is not null && all.Length == 1))
        {
            flaws.Add(new Flaw(Fault.NoAuthority, Fatal: true, "There is no certificate of an authority, with which the authenticator is verified: name the file that holds it too."));
        }

        if (client is null || all.Length < 2)
        {
            return null;
        }

        // What came in one file with our own certificate is sent along with it; the rest verifies the other side.
        X509Certificate2[] beside = [.. content.Certificates.First(file => file.Contains(client)).Where(other => !other.Equals(client))];
        X509Certificate2[] authorities = [.. content.Certificates.Where(file => !file.Contains(client)).SelectMany(file => file).Distinct()];
        if (authorities.Length == 0)
        {
            authorities = beside.Any(IsSelfIssued) ? [.. beside.Where(IsSelfIssued)] : beside;
        }

        return new CertificateSet(client, [.. beside.Where(other => !IsSelfIssued(other))], authorities, content.Keys[0]);
    }

    /// <summary>Whether a certificate names itself as its issuer.</summary>
    public static bool IsSelfIssued(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    private static X509Certificate2? Owner(X509Certificate2[] certificates, string key, ICollection<Flaw> flaws)
    {
        if (!IsUsable(key))
        {
            flaws.Add(new Flaw(Fault.BadKey, Fatal: true, "The private key cannot be decoded: get it again."));
            return null;
        }

        X509Certificate2? owner = certificates.Where(certificate => BelongsTo(certificate, key)).MaxBy(certificate => certificate.NotAfter);
        if (owner is null && certificates.Length > 0)
        {
            flaws.Add(new Flaw(Fault.KeyMismatch, Fatal: true, $"The private key belongs to none of the certificates ({string.Join("; ", certificates.Select(certificate => certificate.Subject))}): name the key and the certificate of one identity."));
        }

        return owner;
    }

    private static bool BelongsTo(X509Certificate2 certificate, string key)
    {
        try
        {
            using X509Certificate2 pair = X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), key);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool IsUsable(string key)
    {
        using RSA rsa = RSA.Create();
        using ECDsa curve = ECDsa.Create();
        return Imports(rsa, key) || Imports(curve, key);
    }

    private static bool Imports(AsymmetricAlgorithm algorithm, string key)
    {
        try
        {
            algorithm.ImportFromPem(key);
            return true;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
