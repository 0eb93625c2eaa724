using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mwan.Agent.Observation;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Observation;

public sealed class CertificateFilesTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _slot = new();

    [Fact]
    public void A_complete_slot_matches_and_has_the_shortest_validity()
    {
        Fill(clientFrom: Now.AddDays(-1), clientUntil: Now.AddDays(100));
        CertificateSlot slot = CertificateFiles.Read(_slot.Path);
        Assert.Empty(slot.Missing);
        Assert.Empty(slot.Problems);
        Assert.True(slot.KeyMatches);
        Assert.Equal("CN=client", slot.Subject);
        Assert.Equal(Now.AddDays(-1), slot.NotBefore);
        Assert.Equal(Now.AddDays(100), slot.NotAfter);
    }

    [Fact]
    public void An_elliptic_key_matches_too()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Fill(Now, Now.AddDays(1));
        CertificateRequest request = new("CN=client", key, HashAlgorithmName.SHA256);
        using X509Certificate2 client = request.CreateSelfSigned(Now, Now.AddDays(1));
        Write("client.pem", client.ExportCertificatePem());
        Write("key.pem", key.ExportECPrivateKeyPem());
        Assert.True(CertificateFiles.Read(_slot.Path).KeyMatches);
    }

    [Fact]
    public void A_key_of_another_pair_is_named()
    {
        Fill(Now, Now.AddDays(1));
        using RSA other = RSA.Create(2048);
        Write("key.pem", other.ExportPkcs8PrivateKeyPem());
        CertificateSlot slot = CertificateFiles.Read(_slot.Path);
        Assert.False(slot.KeyMatches);
        Assert.Contains("key.pem does not belong to client.pem", Assert.Single(slot.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void An_encrypted_key_is_named()
    {
        Fill(Now, Now.AddDays(1));
        using RSA key = RSA.Create(2048);
        Write("key.pem", key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000)));
        CertificateSlot slot = CertificateFiles.Read(_slot.Path);
        Assert.Null(slot.KeyMatches);
        Assert.Contains("encrypted", Assert.Single(slot.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ca.pem")]
    [InlineData("client.pem")]
    [InlineData("key.pem")]
    public void A_missing_file_is_named(string name)
    {
        Fill(Now, Now.AddDays(1));
        File.Delete(_slot.At(name));
        Assert.Equal(name, Assert.Single(CertificateFiles.Read(_slot.Path).Missing));
    }

    [Theory]
    [InlineData("ca.pem")]
    [InlineData("client.pem")]
    [InlineData("key.pem")]
    public void A_file_of_nonsense_is_named(string name)
    {
        Fill(Now, Now.AddDays(1));
        Write(name, "nonsense");
        Assert.StartsWith(name, Assert.Single(CertificateFiles.Read(_slot.Path).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_others_may_read_is_named()
    {
        Fill(Now, Now.AddDays(1));
        File.SetUnixFileMode(_slot.At("key.pem"), Private | UnixFileMode.OtherRead);
        Assert.Contains("chmod 0600", Assert.Single(CertificateFiles.Read(_slot.Path).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_slot_that_is_not_there_lacks_all_three() =>
        Assert.Equal(3, CertificateFiles.Read(_slot.At("absent")).Missing.Count);

    public void Dispose() => _slot.Dispose();

    private void Fill(DateTimeOffset clientFrom, DateTimeOffset clientUntil)
    {
        using RSA authorityKey = RSA.Create(2048);
        CertificateRequest authorityRequest = new("CN=authority", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using X509Certificate2 authority = authorityRequest.CreateSelfSigned(Now.AddYears(-1), Now.AddYears(10));
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=client", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 client = request.Create(authority, clientFrom, clientUntil, [1, 2, 3]);
        Write("ca.pem", authority.ExportCertificatePem());
        Write("client.pem", client.ExportCertificatePem());
        Write("key.pem", key.ExportPkcs8PrivateKeyPem());
    }

    private void Write(string name, string content) => File.SetUnixFileMode(_slot.Write(name, content), Private);
}
