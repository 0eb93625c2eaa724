using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mwan.Build;
using Mwan.Build.Processes;
using Mwan.Build.Signing;
using Mwan.Tests.Image.Render;
using Xunit;

namespace Mwan.Tests.Image.Signing;

/// <summary>The keys of Secure Boot, made by the Debian programs of the tools tree. What firmware makes of them is tried in a machine.</summary>
public sealed class SecureBootKeysTests : IDisposable
{
    // The variable in a signed file comes after the time and the signature (UEFI 2.10, section 8.2.2, EFI_VARIABLE_AUTHENTICATION_2).
    private const int Time = 16;

    // EFI_SIGNATURE_LIST and the owner of its only signature (UEFI 2.10, section 32.4.1).
    private const int ListAndOwner = 28 + 16;

    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("mwan-keys-");
    private readonly Sandbox _tools = new(Path.Combine(Environment.GetEnvironmentVariable("MWAN_ARTIFACTS") ?? Clone.At("artifacts"), "trees", "tools"));

    private SecureBootKeys Keys => new(At("secure-boot"));

    public void Dispose() => _scratch.Delete(recursive: true);

    [Fact]
    public async Task Each_variable_holds_the_certificate_of_its_key()
    {
        Assert.Null(Keys.Identity());
        await Keys.MakeAsync(_tools, CancellationToken.None);
        foreach (string variable in Keys.Enrolment)
        {
            byte[] content = await File.ReadAllBytesAsync(variable);
            using X509Certificate2 certificate = await ReadAsync(Path.ChangeExtension(variable, ".crt"));
            Assert.Equal(certificate.RawData, content[^certificate.RawData.Length..]);
            Assert.Equal(Time + BitConverter.ToInt32(content, Time) + ListAndOwner, content.Length - certificate.RawData.Length);
        }

        using X509Certificate2 signer = await ReadAsync(Keys.Certificate);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(signer.RawData)), Keys.Identity());
        Assert.All(Directory.EnumerateFiles(At("secure-boot"), "*.key"), static key => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key)));
    }

    [Fact]
    public async Task They_are_never_written_over_and_what_is_missing_is_named()
    {
        await Keys.MakeAsync(_tools, CancellationToken.None);
        string before = await File.ReadAllTextAsync(Keys.Key);
        Assert.Contains("is there already", (await Assert.ThrowsAsync<BuildException>(() => Keys.MakeAsync(_tools, CancellationToken.None))).Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(Keys.Key));

        File.Copy(At("secure-boot/KEK.crt"), At("secure-boot/db.crt"), overwrite: true);
        Assert.Contains("cannot be used", Assert.Throws<BuildException>(Keys.Identity).Message, StringComparison.Ordinal);
        File.Delete(At("secure-boot/PK.auth"));
        Assert.Contains("PK.auth is missing", Assert.Throws<BuildException>(() => Keys.Enrolment).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_could_not_be_made_leave_nothing()
    {
        _ = await Assert.ThrowsAsync<CommandFailedException>(() => Keys.MakeAsync(new Sandbox(Clone.At("image")), CancellationToken.None));
        Assert.Empty(_scratch.EnumerateFileSystemInfos());
    }

    private static async Task<X509Certificate2> ReadAsync(string certificate) => X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(certificate));

    private string At(string name) => Path.Combine(_scratch.FullName, name);
}
