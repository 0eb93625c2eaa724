using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Mwan.Build.Signing;

/// <summary>
/// Own keys for UEFI Secure Boot (UEFI 2.10, section 32): the platform key <c>PK</c>, the key exchange key <c>KEK</c>, and <c>db</c>, which signs
/// what boots. Each has a private key, a certificate, and the signed variable that systemd-boot writes into firmware that has no keys yet.
/// </summary>
/// <param name="directory">Where they lie; it need not exist.</param>
public sealed class SecureBootKeys(string directory)
{
    /// <summary>Each with the one that signs its variable.</summary>
    private static readonly (string Name, string Signer)[] Chain = [("PK", "PK"), ("KEK", "PK"), ("db", "KEK")];

    // The length that every firmware has to know (UEFI 2.10, section 32.3.6.1).
    private const int Bits = 2048;

    private const string Variables = """
        owner=$1
        shift
        while [ $# -gt 0 ]; do
            cert-to-efi-sig-list -g "$owner" "/mnt/keys/$1.crt" "/tmp/$1.list"
            sign-efi-sig-list -g "$owner" -k "/mnt/keys/$2.key" -c "/mnt/keys/$2.crt" "$1" "/tmp/$1.list" "/mnt/keys/$1.auth"
            shift 2
        done
        """;

    /// <summary>Whether there are any.</summary>
    public bool Exist => Directory.Exists(directory);

    /// <summary>The private key that signs what boots: PKCS#8 in PEM.</summary>
    public string Key => Require("db.key");

    /// <summary>Its certificate, in PEM.</summary>
    public string Certificate => Require("db.crt");

    /// <summary>What systemd-boot puts into firmware that has no keys (loader.conf(5), <c>secure-boot-enroll</c>).</summary>
    public IReadOnlyList<string> Enrolment => [.. Chain.Select(key => Require($"{key.Name}.auth"))];

    /// <summary>SHA-256 of the certificate that firmware has to know; null: nothing is signed for it.</summary>
    /// <exception cref="BuildException">A file is missing or is no certificate.</exception>
    public string? Identity()
    {
        if (!Exist)
        {
            return null;
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(Certificate, Key);
            return Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new BuildException($"{Certificate} and {Key} cannot be used: {exception.Message} Bring back the copy of {directory}.", exception);
        }
    }

    /// <summary>Makes sure that a build has all that it needs, before it begins.</summary>
    /// <param name="asked">What asks for them, a sentence without a full stop.</param>
    /// <exception cref="BuildException">There are none, or not all of them, or they cannot be used.</exception>
    public void RequireAll(string asked)
    {
        if (!Exist)
        {
            throw new BuildException(
                $"{asked}, and its keys are not there ({directory}): --target=Keys makes them, once; where there are some elsewhere, bring a copy of them here. Nothing was built.");
        }

        _ = Enrolment;
        _ = Identity();
    }

    /// <summary>Makes all of it.</summary>
    /// <param name="tools">A tree with cert-to-efi-sig-list(1) and sign-efi-sig-list(1).</param>
    /// <param name="cancellationToken">Gives up; nothing is left.</param>
    /// <exception cref="BuildException">There are keys.</exception>
    public async Task MakeAsync(Sandbox tools, CancellationToken cancellationToken)
    {
        if (Exist)
        {
            throw new BuildException(
                $"{directory} is there already, and boxes whose firmware knows these keys boot nothing that is signed with others. New ones (MWAN_KEYS=DIR) come into a box "
                + "with a whole disk and an efidisk0 without keys.");
        }

        string fresh = $"{directory}.new";
        if (Directory.Exists(fresh))
        {
            Directory.Delete(fresh, recursive: true);
        }

        _ = Directory.CreateDirectory(fresh, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            foreach ((string name, _) in Chain)
            {
                await WriteKeyAsync(fresh, name, cancellationToken);
            }

            _ = await tools.Bind(fresh, "/mnt/keys")
                .Command("sh", ["-euc", Variables, "sh", Guid.NewGuid().ToString("D"), .. Chain.SelectMany(static key => new[] { key.Name, key.Signer })])
                .RunAsync(cancellationToken);
            Directory.Move(fresh, directory);
        }
        catch
        {
            Directory.Delete(fresh, recursive: true);
            throw;
        }
    }

    private static async Task WriteKeyAsync(string target, string name, CancellationToken cancellationToken)
    {
        using var key = RSA.Create(Bits);
        CertificateRequest request = new($"CN=mwan {name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        // Firmware looks at no date. Signatures have the date of the lock, which may be before that of the keys.
        using X509Certificate2 certificate = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2049, 12, 31, 0, 0, 0, TimeSpan.Zero));
        await File.WriteAllTextAsync(Path.Combine(target, $"{name}.crt"), certificate.ExportCertificatePem() + "\n", cancellationToken);
        FileStreamOptions secret = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        await using StreamWriter writer = new(Path.Combine(target, $"{name}.key"), Encoding.ASCII, secret);
        await writer.WriteAsync(key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private string Require(string name)
    {
        string file = Path.Combine(directory, name);
        return File.Exists(file) ? file : throw new BuildException($"{file} is missing. Bring back the copy of {directory}, or delete the directory to build without Secure Boot.");
    }
}
