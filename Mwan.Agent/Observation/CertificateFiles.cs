using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mwan.Agent.Observation;

/// <summary>Reads the certificate slot. This may wait for a disk: never call it from the loop.</summary>
internal static class CertificateFiles
{
    private const string Authority = "ca.pem";
    private const string Client = "client.pem";
    private const string Key = "key.pem";

    /// <summary>The slot in a directory. What is wrong with it is in the result.</summary>
    public static CertificateSlot Read(string directory)
    {
        string[] missing = [.. new[] { Authority, Client, Key }.Where(name => !File.Exists(Path.Combine(directory, name)))];
        List<string> problems = [];
        using X509Certificate2? authority = Certificate(directory, Authority, missing, problems);
        using X509Certificate2? client = Certificate(directory, Client, missing, problems);
        bool? matches = client is null || missing.Contains(Key, StringComparer.Ordinal) ? null : Matches(client, directory, problems);
        CheckMode(directory, missing, problems);
        X509Certificate2[] readable = [.. new[] { authority, client }.OfType<X509Certificate2>()];
        return new CertificateSlot
        {
            Read = true,
            Missing = missing,
            Problems = problems,
            Subject = client?.Subject,
            NotBefore = readable.Length == 0 ? null : readable.Max(certificate => new DateTimeOffset(certificate.NotBefore.ToUniversalTime())),
            NotAfter = readable.Length == 0 ? null : readable.Min(certificate => new DateTimeOffset(certificate.NotAfter.ToUniversalTime())),
            KeyMatches = matches,
        };
    }

    private static X509Certificate2? Certificate(string directory, string name, string[] missing, List<string> problems)
    {
        if (missing.Contains(name, StringComparer.Ordinal))
        {
            return null;
        }

        try
        {
            return X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(directory, name)));
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            problems.Add($"{name} holds no certificate that can be read ({exception.Message}); import it again as PEM");
            return null;
        }
    }

    private static bool? Matches(X509Certificate2 client, string directory, List<string> problems)
    {
        try
        {
            string key = File.ReadAllText(Path.Combine(directory, Key));
            if (key.Contains("ENCRYPTED", StringComparison.Ordinal))
            {
                problems.Add($"{Key} is encrypted and nobody is there to type its password; import it without one");
                return null;
            }

            if (!PemEncoding.TryFind(key, out _))
            {
                problems.Add($"{Key} holds no private key that can be read; import it again as PEM");
                return null;
            }

            using X509Certificate2 pair = X509Certificate2.CreateFromPem(client.ExportCertificatePem(), key);
            return true;
        }
        catch (CryptographicException)
        {
            problems.Add($"{Key} does not belong to {Client}; import the pair again");
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{Key} cannot be read ({exception.Message})");
            return null;
        }
    }

    private static void CheckMode(string directory, string[] missing, List<string> problems)
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!missing.Contains(Key, StringComparer.Ordinal) && (File.GetUnixFileMode(Path.Combine(directory, Key)) & others) != UnixFileMode.None)
        {
            problems.Add($"{Key} may be read by others; chmod 0600 {Key}");
        }
    }
}
