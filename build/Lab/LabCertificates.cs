using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mwan.Build.Lab;

/// <summary>An authority made for one run, with the certificates of an ISP's authenticator and of the router, all in PEM.</summary>
/// <param name="Authority">The authority's certificate.</param>
/// <param name="Server">The authenticator's.</param>
/// <param name="ServerKey">Its key.</param>
/// <param name="Client">The router's.</param>
/// <param name="ClientKey">Its key.</param>
public sealed record LabCertificates(string Authority, string Server, string ServerKey, string Client, string ClientKey)
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

        (string server, string serverKey) = Issue("lab authenticator");
        (string client, string clientKey) = Issue(identity);
        return new LabCertificates(authority.ExportCertificatePem(), server, serverKey, client, clientKey);

        (string Certificate, string Key) Issue(string name)
        {
            using RSA key = RSA.Create(2048);
            X500DistinguishedNameBuilder subject = new();
            subject.AddCommonName(name);
            CertificateRequest own = new(subject.Build(), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            using X509Certificate2 issued = own.Create(
                authority.SubjectName, X509SignatureGenerator.CreateForRSA(authorityKey, RSASignaturePadding.Pkcs1), now.AddDays(-1), now.AddDays(180), RandomNumberGenerator.GetBytes(8));
            return (issued.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
        }
    }
}
