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

    /// <summary>Makes a pair.</summary>
    /// <exception cref="BuildException">There is one.</exception>
    public void Make()
    {
        string file = Path.Combine(directory, PrivateKey);
        if (File.Exists(file))
        {
            throw new BuildException($"{file} is there already, and boxes that know it would take no release that is signed with another one. Move it away if you mean it, and keep its {PublicKey} under another name here until every box runs an image with the new one.");
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

        string target = Directory.CreateDirectory(Path.Combine(tree, InImage)).FullName;
        foreach (string file in Directory.EnumerateFiles(directory, "*.pem"))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }
    }

    /// <summary>What a build signs with: a hash of the public key; null: nothing.</summary>
    /// <exception cref="BuildException">The key cannot be used.</exception>
    public string? Identity => Use(static key => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo())));

    /// <summary>Signs a document: RSASSA-PKCS1-v1_5 over SHA-256 (RFC 8017 section 8.2).</summary>
    /// <returns>The signature; null: there is no key.</returns>
    /// <exception cref="BuildException">The key cannot be used.</exception>
    public byte[]? Sign(byte[] document) => Use(key => key.SignData(document, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>Whether one of the public keys is of who made a signature.</summary>
    /// <param name="document">What was signed.</param>
    /// <param name="signature">The signature.</param>
    public bool Verify(byte[] document, byte[] signature) => Directory.EnumerateFiles(directory, "*.pem").Any(file =>
    {
        using var key = RSA.Create();
        key.ImportFromPem(File.ReadAllText(file));
        return key.VerifyData(document, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    });

    private T? Use<T>(Func<RSA, T> use)
        where T : class
    {
        string file = Path.Combine(directory, PrivateKey);
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using var key = RSA.Create();
            key.ImportFromPem(File.ReadAllText(file));
            return use(key);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException or UnauthorizedAccessException)
        {
            throw new BuildException($"{file} cannot be used: {exception.Message} It is an RSA key in PEM; --target=Keys makes one.", exception);
        }
    }
}
