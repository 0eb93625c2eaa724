using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>Certificates that cannot work are named as what they are.</summary>
[Collection(SharedLabTests.Name)]
public sealed class CertificateTests(SharedLab shared) : Scenario(shared)
{
    [Fact]
    public void Missing_certificates_are_asked_for() =>
        Assert.Contains("certificates: 802.1X waits for ca.pem, client.pem, key.pem in /state/mwan/wpa", Shared.ColdStart.Without, StringComparer.Ordinal);

    [Fact]
    public void A_key_of_another_certificate_is_named() =>
        Assert.Contains("certificates: key.pem does not belong to client.pem; import the pair again", Shared.ColdStart.Mismatched, StringComparer.Ordinal);

    [Fact]
    public void An_expired_certificate_is_named() =>
        Assert.Contains(Shared.ColdStart.Expired, static finding => finding.StartsWith("certificates: expired on ", StringComparison.Ordinal));

    [Fact]
    public void Certificates_that_the_isp_does_not_know_fail_at_the_port() =>
        Assert.Contains(Shared.ColdStart.Strange, static finding => finding.EndsWith("IPv4 is unhealthy; it fails at: 802.1X", StringComparison.Ordinal));

    [Fact]
    public void Neither_a_mismatched_nor_an_expired_set_is_imported()
    {
        Assert.Equal(1, Shared.ColdStart.MismatchedImport.Status);
        Assert.Equal(1, Shared.ColdStart.ExpiredImport.Status);
        Assert.Contains("expired on", Shared.ColdStart.ExpiredImport.Output, StringComparison.Ordinal);
        Assert.Equal("", Shared.ColdStart.SlotAfterwards);
    }
}
