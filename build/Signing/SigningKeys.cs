using System.Security.Cryptography;
using System.Text;

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

    /// <summary>Whether there is a pair: what signs, and its public part for the image.</summary>
    /// <exception cref="BuildException">A key cannot be used.</exception>
    public bool Exist => Identity is { } own && Knows(own);

    private string PrivateFile => Path.Combine(directory, PrivateKey);

    private string PublicFile => Path.Combine(directory, PublicKey);

    /// <summary>Makes what is not there: the pair, and the keys of Secure Boot.</summary>
    /// <param name="tools">Gets the tree for <see cref="SecureBootKeys.MakeAsync"/>, which may take its time.</param>
    /// <param name="say">Told what was made.</param>
    /// <param name="cancellationToken">Gives up; what was made before stays.</param>
    /// <exception cref="BuildException">All is there, or what is there is not whole. Nothing was written over.</exception>
    public async Task MakeMissingAsync(Func<CancellationToken, Task<Sandbox>> tools, Action<string> say, CancellationToken cancellationToken)
    {
        if (SecureBoot.Exist)
        {
            SecureBoot.RequireAll("The keys of Secure Boot are there");
        }

        if (!Exist || SecureBoot.Exist)
        {
            // With both there, this says why nothing is written over.
            Make();
            say($"{directory}: {PrivateKey} signs releases, and images check them with {PublicKey}");
        }

        if (!SecureBoot.Exist)
        {
            await SecureBoot.MakeAsync(await tools(cancellationToken), cancellationToken);
            say($"{directory}/secure-boot: db.key signs what boots; builds do without PK.key and KEK.key");
        }
    }

    /// <summary>Makes a pair, or the public part that one lacks.</summary>
    /// <exception cref="BuildException">There is one, or a part that does not tell the other.</exception>
    public void Make()
    {
        if (Exist)
        {
            throw new BuildException(
                $"{PrivateFile} is there already, and boxes that know it take no release that is signed with another one. To change keys: make new ones elsewhere (MWAN_KEYS=DIR), "
                + $"copy their {PublicKey} here under another name, and bring every box to an image that was built so; only then sign with the new ones.");
        }

        bool signs = File.Exists(PrivateFile);
        if (File.Exists(PublicFile))
        {
            throw new BuildException(signs
                ? $"{PublicFile} does not belong to {PrivateKey} beside it. Boxes may know it: give it another name (*.pem), and run this again."
                : $"{PublicFile} is there, and {PrivateKey} is not: boxes that know the one take only what the other has signed. Bring back the copy of {PrivateKey}. "
                + $"Only where no image was ever built with {PublicKey}: delete it, and run this again.");
        }

        _ = Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (!signs)
        {
            using var key = RSA.Create(Bits);
            Put(PrivateFile, key.ExportPkcs8PrivateKeyPem(), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        // The private key tells the public one, not the other way round: whatever comes between, the next run goes on from here.
        Put(PublicFile, Use(static key => key.ExportSubjectPublicKeyInfoPem())!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }

    /// <summary>Lays the public keys into a tree that goes into the image.</summary>
    public void PutInto(string tree)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        if (Identity is { } own && !Knows(own))
        {
            throw new BuildException($"No *.pem in {directory} belongs to {PrivateKey}, so no box would take what it signs: --target=Keys makes it.");
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

    // Under its name it is whole or not there at all, and never in place of another.
    private static void Put(string file, string pem, UnixFileMode mode)
    {
        string fresh = $"{file}.new";
        File.Delete(fresh);
        using (FileStream content = new(fresh, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
        {
            content.Write(Encoding.ASCII.GetBytes(pem + "\n"));
            content.Flush(flushToDisk: true);
        }

        File.Move(fresh, file, overwrite: false);
    }

    private bool Knows(string own) => Directory.EnumerateFiles(directory, "*.pem").Any(file => string.Equals(Fingerprint(file), own, StringComparison.Ordinal));

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
            throw new BuildException($"{file} cannot be used: {exception.Message} It is an RSA key in PEM: bring back the copy of it. Only where no box knows it: delete it, and --target=Keys makes another.", exception);
        }
    }

    private T? Use<T>(Func<RSA, T> use)
        where T : class
    {
        if (!File.Exists(PrivateFile))
        {
            return null;
        }

        using RSA key = Import(PrivateFile);
        return use(key);
    }
}
