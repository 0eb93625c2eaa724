using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mwan.Build.Lab;

/// <summary>An authority made for one run, with the certificates of an ISP's authenticator and of the router, all in PEM.</summary>
/// <param name="Authority">The authority's certificate.</param>
/// <param name="Server">The authenticator's.</param>
/// <param name="ServerKey">Its key.</param>
/// <param name="Client">The router's.</param>
/// <param name="ClientKey">Its key.</param>
/// <param name="Expired">One that the router had before, which is not valid any more; the key is the same.</param>
public sealed record LabCertificates(string Authority, string Server, string ServerKey, string Client, string ClientKey, string Expired)
{
    /// <summary>Makes a set that is valid for a year.</summary>
    /// <param name="identity">Common name of the router's certificate.</param>
    public static LabCertificates Make(string identity)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using RSA authorityKey = RSA.Create(2048);
        CertificateRequest request = new("CN=lab authority", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using X509Certificate2 authority = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));

        using RSA serverKey = RSA.Create(2048);
        using RSA clientKey = RSA.Create(2048);
        return new LabCertificates(
            authority.ExportCertificatePem(),
            Issue("lab authenticator", serverKey, now.AddDays(180)),
            serverKey.ExportPkcs8PrivateKeyPem(),
            Issue(identity, clientKey, now.AddDays(180)),
            clientKey.ExportPkcs8PrivateKeyPem(),
            Issue(identity, clientKey, now.AddHours(-1)));

        string Issue(string name, RSA key, DateTimeOffset end)
        {
            X500DistinguishedNameBuilder subject = new();
            subject.AddCommonName(name);
            CertificateRequest own = new(subject.Build(), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            using X509Certificate2 issued = own.Create(
                authority.SubjectName, X509SignatureGenerator.CreateForRSA(authorityKey, RSASignaturePadding.Pkcs1), now.AddDays(-1), end, RandomNumberGenerator.GetBytes(8));
            return issued.ExportCertificatePem();
        }
    }
}
