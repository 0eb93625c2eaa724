using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mwan.Agent.Certificates;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Certificates;

public sealed class CertificateReportTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Identity Good = Identity.Create(Now.AddDays(-1), Now.AddDays(100));

    [Fact]
    public void A_good_set_has_no_flaw_and_its_days_are_counted()
    {
        CertificateReport report = Of(Good.Authority, Good.Client, Good.Key);
        Assert.Empty(report.Flaws);
        Assert.True(report.Usable);
        Assert.Equal([("client", "CN=client", 100), ("authority", "CN=authority", 7304)], report.Certificates.Select(entry => (entry.Part, entry.Subject, entry.DaysLeft)));
    }

    [Fact]
    public void What_a_file_is_called_and_where_each_part_stands_does_not_matter()
    {
        Assert.Empty(Of(Good.Key, Good.Client, Good.Authority).Flaws);
        Assert.Empty(Of($"notes\n{Good.Key}\n{Good.Authority}\nmore notes\n{Good.Client}").Flaws);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        Identity old = Identity.Create(Now.AddDays(-10), Now.AddDays(-1), authorityUntil: Now.AddDays(-2), bits: 1024, sha1: true);
        CertificateReport report = Of(old.Authority, old.Client, old.Key, "nonsense");
        Assert.Equal([Fault.NothingInIt, Fault.Expired, Fault.Weak, Fault.Expired], report.Flaws.Select(flaw => flaw.Fault));
        Assert.Equal([true, true, false, false], report.Flaws.Select(flaw => flaw.Fatal));
        Assert.Contains("an RSA key of 1024 bits and a signature with SHA-1 or MD5", report.Flaws[2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_weak_set_can_be_used()
    {
        Identity weak = Identity.Create(Now.AddDays(-1), Now.AddDays(100), bits: 1024, sha1: true);
        CertificateReport report = Of(weak.Authority, weak.Client, weak.Key);
        Assert.Equal(Fault.Weak, Assert.Single(report.Flaws).Fault);
        Assert.True(report.Usable);
        Assert.False(report.NeedsAttention);
    }

    [Theory]
    [InlineData(-10, 0, Fault.Expired, true)]
    [InlineData(1, 100, Fault.NotYetValid, true)]
    [InlineData(-10, 29, Fault.ExpiresSoon, false)]
    internal void The_clients_dates_are_judged(int from, int until, Fault fault, bool fatal)
    {
        Identity identity = Identity.Create(Now.AddDays(from), Now.AddDays(until));
        Flaw flaw = Assert.Single(Of(identity.Authority, identity.Client, identity.Key).Flaws);
        Assert.Equal((fault, fatal), (flaw.Fault, flaw.Fatal));
    }

    [Fact]
    public void A_key_of_another_identity_is_named()
    {
        using RSA other = RSA.Create(2048);
        Assert.Equal(Fault.KeyMismatch, Assert.Single(Of(Good.Authority, Good.Client, other.ExportPkcs8PrivateKeyPem()).Flaws).Fault);
    }

    [Fact]
    public void Keys_in_the_older_forms_are_taken()
    {
        using RSA key = RSA.Create();
        key.ImportFromPem(Good.Key);
        Assert.Empty(Of(Good.Authority, Good.Client, key.ExportRSAPrivateKeyPem()).Flaws);
    }

    [Fact]
    public void An_encrypted_key_is_named_in_both_forms()
    {
        using RSA key = RSA.Create();
        key.ImportFromPem(Good.Key);
        string encrypted = key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000));
        Assert.Equal(Fault.EncryptedKey, Assert.Single(Of(Good.Authority, Good.Client, encrypted).Flaws).Fault);
        const string header = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
        Assert.Equal(Fault.EncryptedKey, Assert.Single(Of(Good.Authority, Good.Client, header).Flaws).Fault);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        Assert.Equal([Fault.NotOneKey], Faults(Good.Authority, Good.Client));
        Assert.Equal([Fault.NoAuthority], Faults(Good.Client, Good.Key));
        Assert.Equal([Fault.KeyMismatch], Faults(Good.Authority, Good.Key));
        Assert.Equal([Fault.NotOneKey, Fault.NoAuthority], Faults());
    }

    [Fact]
    public void Two_keys_are_one_too_many()
    {
        using RSA other = RSA.Create(2048);
        Assert.Equal([Fault.NotOneKey], Faults(Good.Authority, Good.Client, Good.Key, other.ExportPkcs8PrivateKeyPem()));
    }

    [Fact]
    public void Blocks_of_nonsense_are_named()
    {
        Assert.Equal([Fault.BadCertificate], Faults(Good.Authority, Good.Client, Good.Key, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
        Assert.Equal([Fault.BadKey], Faults(Good.Authority, Good.Client, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));
    }

    [Fact]
    public void A_missing_issuer_is_a_warning_for_some_authenticators_know_it_by_themselves()
    {
        Identity other = Identity.Create(Now.AddDays(-1), Now.AddDays(100));
        CertificateReport report = Of(other.Authority, Good.Client, Good.Key);
        Assert.Equal(Fault.IncompleteChain, Assert.Single(report.Flaws).Fault);
        Assert.True(report.Usable);
    }

    [Fact]
    public void Another_purpose_is_a_warning()
    {
        Identity server = Identity.Create(Now.AddDays(-1), Now.AddDays(100), extensions:
        [
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyEncipherment, critical: true),
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false),
        ]);
        CertificateReport report = Of(server.Authority, server.Client, server.Key);
        Assert.Equal([Fault.WrongUsage, Fault.WrongUsage], report.Flaws.Select(flaw => flaw.Fault));
        Assert.True(report.Usable);
    }

    private static IEnumerable<Fault> Faults(params string[] files) => Of(files).Flaws.Select(flaw => flaw.Fault);

    private static CertificateReport Of(params string[] files)
    {
        List<Flaw> flaws = [];
        using PemContent content = PemContent.Of(files.Select((text, index) => new PemFile($"{index}.pem", text)), flaws);
        return CertificateReport.Of(CertificateSet.Of(content, flaws), flaws, Now);
    }
}
