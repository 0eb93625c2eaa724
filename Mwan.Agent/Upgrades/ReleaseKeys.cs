using System.Security.Cryptography;

namespace Mwan.Agent.Upgrades;

/// <summary>The keys of which one must have signed a release: public keys (SubjectPublicKeyInfo) in PEM, baked into the image.</summary>
/// <param name="Keys">Content of each file.</param>
internal sealed record ReleaseKeys(IReadOnlyList<string> Keys)
{
    /// <summary>Reads them.</summary>
    public static ReleaseKeys Read(Layout layout)
    {
        try
        {
            return new ReleaseKeys([.. Directory.EnumerateFiles(layout.ReleaseKeys, "*.pem").Order(StringComparer.Ordinal).Select(File.ReadAllText)]);
        }
        catch (DirectoryNotFoundException)
        {
            return new ReleaseKeys([]);
        }
    }

    /// <summary>Whether one of them made this signature.</summary>
    /// <param name="document">What was signed.</param>
    /// <param name="signature">RSASSA-PKCS1-v1_5 over SHA-256 (RFC 8017 section 8.2).</param>
    public bool Verify(byte[] document, byte[] signature) => Keys.Any(key =>
    {
        try
        {
            using var algorithm = RSA.Create();
            algorithm.ImportFromPem(key);
            return algorithm.VerifyData(document, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            // What is no key signed nothing; the others still count.
            return false;
        }
    });
}
