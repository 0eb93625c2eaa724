namespace Mwan.Agent.Certificates;

/// <summary>Object identifiers of signature algorithms (RFC 3279, RFC 5758).</summary>
internal static class SignatureNames
{
    private const string Md5WithRsa = "1.2.840.113549.1.1.4";
    private const string Sha1WithRsa = "1.2.840.113549.1.1.5";
    private const string Sha1WithEcdsa = "1.2.840.10045.4.1";
    private const string Sha1WithDsa = "1.2.840.10040.4.3";

    /// <summary>Whether the hash of a signature is broken and refused by OpenSSL 3 at its default security level.</summary>
    public static bool IsWeak(string? algorithm) => algorithm is Md5WithRsa or Sha1WithRsa or Sha1WithEcdsa or Sha1WithDsa;
}
