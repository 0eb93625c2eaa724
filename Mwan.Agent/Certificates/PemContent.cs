using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mwan.Agent.Certificates;

/// <summary>What was found in files, by content: the names that people give them say little.</summary>
internal sealed class PemContent : IDisposable
{
    private PemContent(IReadOnlyList<IReadOnlyList<X509Certificate2>> certificates, IReadOnlyList<string> keys)
    {
        Certificates = certificates;
        Keys = keys;
    }

    /// <summary>The certificates of each file that has some, in its order.</summary>
    public IReadOnlyList<IReadOnlyList<X509Certificate2>> Certificates { get; }

    /// <summary>Private keys without a password, as PEM.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>Looks through files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="flaws">Takes what cannot be used.</param>
    public static PemContent Of(IEnumerable<PemFile> files, ICollection<Flaw> flaws)
    {
        List<IReadOnlyList<X509Certificate2>> certificates = [];
        HashSet<string> keys = new(StringComparer.Ordinal);
        foreach (PemFile file in files)
        {
            List<X509Certificate2> own = [];

            // Old OpenSSL writes the encryption into header lines, with which the block is no PEM of RFC 7468.
            bool used = file.Text.Contains("ENCRYPTED", StringComparison.Ordinal);
            if (used)
            {
                flaws.Add(new Flaw(Fault.EncryptedKey, Fatal: true, $"The key in {file.Name} has a password and nobody is there to type it: take it off with openssl pkey -in {file.Name} -out key.pem."));
            }

            ReadOnlySpan<char> rest = file.Text;
            while (PemEncoding.TryFind(rest, out PemFields fields))
            {
                string block = rest[fields.Location].ToString();
                ReadOnlySpan<char> label = rest[fields.Label];
                rest = rest[fields.Location.End..];
                if (label is "CERTIFICATE")
                {
                    used = true;
                    Add(own, block, file.Name, flaws);
                }
                else if (label is "PRIVATE KEY" or "RSA PRIVATE KEY" or "EC PRIVATE KEY")
                {
                    used = true;
                    _ = keys.Add(block);
                }
            }

            if (own.Count > 0)
            {
                certificates.Add(own);
            }

            if (!used)
            {
                flaws.Add(new Flaw(Fault.NothingInIt, Fatal: true, $"{file.Name} holds no certificate and no key in PEM: convert it with openssl x509 -inform der or openssl pkey -inform der, or leave it out."));
            }
        }

        return new PemContent(certificates, [.. keys]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (X509Certificate2 certificate in Certificates.SelectMany(file => file))
        {
            certificate.Dispose();
        }
    }

    private static void Add(List<X509Certificate2> certificates, string block, string name, ICollection<Flaw> flaws)
    {
        try
        {
            certificates.Add(X509Certificate2.CreateFromPem(block));
        }
        catch (CryptographicException exception)
        {
            flaws.Add(new Flaw(Fault.BadCertificate, Fatal: true, $"{name} holds a certificate that cannot be decoded ({exception.Message}): get it again."));
        }
    }
}
