using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mwan.Tests.Smoke.Routers;

/// <summary>A new authority and a client's certificate and key, in PEM.</summary>
internal sealed record TestCertificates(string Authority, string Client, string Key)
{
    public static TestCertificates Make()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest authorityRequest = new("CN=test authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using X509Certificate2 authority = authorityRequest.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
        using RSA clientKey = RSA.Create(2048);
        CertificateRequest clientRequest = new("CN=test client", clientKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 client = clientRequest.Create(
            authority.SubjectName, X509SignatureGenerator.CreateForECDsa(authorityKey), now.AddDays(-1), now.AddDays(180), RandomNumberGenerator.GetBytes(8));
        return new TestCertificates(authority.ExportCertificatePem(), client.ExportCertificatePem(), clientKey.ExportPkcs8PrivateKeyPem());
    }
}
