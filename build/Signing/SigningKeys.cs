using System.Security.Cryptography;

namespace Mwan.Build.Signing;

/// <summary>
/// The keys that releases are signed with. The private one stays on the machine that builds; the public ones go into the image, which
/// takes nothing that none of them has signed.
/// </summary>
/// <param name="directory">Where they lie; it need not exist.</param>
public sealed class SigningKeys(string directory)
{
    private const string PrivateKey = "release.key";
    private const string PublicKey = "release.pem";

    // Signatures of RSASSA-PKCS1-v1_5 are the same each time, so that a release can be built again byte for byte.
    private const int Bits = 3072;

    /// <summary>Where the image has the public keys.</summary>
    public const string InImage = "usr/lib/mwan/keys";

    /// <summary>The keys of Secure Boot, which need not be there.</summary>
    public SecureBootKeys SecureBoot { get; } = new(Path.Combine(directory, "secure-boot"));

    /// <summary>Whether there is a pair.</summary>
    public bool Exist => File.Exists(Path.Combine(directory, PrivateKey)) || File.Exists(Path.Combine(directory, PublicKey));

    /// <summary>Makes a pair.</summary>
    /// <exception cref="BuildException">There is one.</exception>
    public void Make()
    {
        string file = Path.Combine(directory, PrivateKey);
        string known = Path.Combine(directory, PublicKey);
        if (File.Exists(file) || File.Exists(known))
        {
            throw new BuildException(
                $"{(File.Exists(file) ? file : known)} is there already, and boxes that know it take no release that is signed with another one. To change keys: make new ones elsewhere (MWAN_KEYS=DIR), "
                + $"copy their {PublicKey} here under another name, and bring every box to an image that was built so; only then sign with the new ones.");
        }

        using var key = RSA.Create(Bits);
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(directory, PublicKey), key.ExportSubjectPublicKeyInfoPem() + "\n");
        FileStreamOptions secret = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using StreamWriter writer = new(file, secret);
        writer.Write(key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>Lays the public keys into a tree that goes into the image.</summary>
    public void PutInto(string tree)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        if (Identity is { } own && !Directory.EnumerateFiles(directory, "*.pem").Any(file => string.Equals(Fingerprint(file), own, StringComparison.Ordinal)))
        {
            throw new BuildException($"No *.pem in {directory} belongs to {PrivateKey}, so no box would take what it signs: openssl pkey -in {PrivateKey} -pubout -out {PublicKey} makes it.");
        }

        string target = Directory.CreateDirectory(Path.Combine(tree, InImage)).FullName;
        foreach (string file in Directory.EnumerateFiles(directory, "*.pem"))
        {
            File.WriteAllText(Path.Combine(target, Path.GetFileName(file)), PublicPart(file));
        }
    }

    /// <summary>What a build signs with: a hash of the public key; null: nothing.</summary>
    /// <exception cref="BuildException">The key cannot be used.</exception>
    public string? Identity => Use(Fingerprint);

    /// <summary>Signs a document: RSASSA-PKCS1-v1_5 over SHA-256 (RFC 8017 section 8.2).</summary>
    /// <returns>The signature; null: there is no key.</returns>
    /// <exception cref="BuildException">The key cannot be used.</exception>
    public byte[]? Sign(byte[] document) => Use(key => key.SignData(document, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>Whether one of the public keys is of who made a signature.</summary>
    /// <param name="document">What was signed.</param>
    /// <param name="signature">The signature.</param>
    public bool Verify(byte[] document, byte[] signature) => Directory.EnumerateFiles(directory, "*.pem").Any(file =>
    {
        using RSA key = Import(file);
        return key.VerifyData(document, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    });

    private static string Fingerprint(string file)
    {
        using RSA key = Import(file);
        return Fingerprint(key);
    }

    private static string Fingerprint(RSA key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    // Written anew, so that nothing but the public part can come into an image.
    private static string PublicPart(string file)
    {
        using RSA key = Import(file);
        return File.ReadAllText(file).Contains("PRIVATE KEY", StringComparison.Ordinal)
            ? throw new BuildException($"{file} is a private key, and *.pem goes into images: name it *.key.")
            : key.ExportSubjectPublicKeyInfoPem() + "\n";
    }

    private static RSA Import(string file)
    {
        var key = RSA.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
            return key;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException or UnauthorizedAccessException)
        {
            key.Dispose();
            throw new BuildException($"{file} cannot be used: {exception.Message} It is an RSA key in PEM; --target=Keys makes one.", exception);
        }
    }

    private T? Use<T>(Func<RSA, T> use)
        where T : class
    {
        string file = Path.Combine(directory, PrivateKey);
        if (!File.Exists(file))
        {
            return null;
        }

        using RSA key = Import(file);
        return use(key);
    }
}
