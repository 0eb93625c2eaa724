using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mwan.Tests.Unit.Agent.Certificates;

/// <summary>An authority, a client that it issued, and the client's key, made for a test.</summary>
internal sealed record Identity(string Authority, string Client, string Key)
{
    public static Identity Create(
        DateTimeOffset from,
        DateTimeOffset until,
        DateTimeOffset? authorityUntil = null,
        int bits = 2048,
        bool sha1 = false,
        IEnumerable<X509Extension>? extensions = null)
    {
        using RSA authorityKey = RSA.Create(2048);
        CertificateRequest authorityRequest = new("CN=authority", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using X509Certificate2 authority = authorityRequest.CreateSelfSigned(from.AddYears(-20), from.AddYears(20));
        using RSA key = RSA.Create(bits);
        CertificateRequest request = new("CN=client", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        foreach (X509Extension extension in extensions ?? [])
        {
            request.CertificateExtensions.Add(extension);
        }

        using X509Certificate2 client = sha1
            ? request.Create(authority.SubjectName, new OldSignature(authorityKey), from, until, [1, 2, 3])
            : request.Create(authority, from, until, [1, 2, 3]);
        using X509Certificate2 shown = authorityRequest.CreateSelfSigned(from.AddYears(-20), authorityUntil ?? from.AddYears(20));
        return new Identity(shown.ExportCertificatePem(), client.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
