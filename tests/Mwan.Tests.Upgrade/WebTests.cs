using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Mwan.Build.Lab;
using Mwan.Build.Publishing;
using Xunit;

namespace Mwan.Tests.Upgrade;

/// <summary>A box takes a release from the channel of a web server by itself: the image's own TLS, certificates and units.</summary>
[Trait("Category", "full")]
public sealed class WebTests
{
    private const string Bundle = "/etc/ssl/certs/ca-certificates.crt";
    private static readonly TimeSpan Taken = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task A_release_of_a_channel_is_found_fetched_and_stays()
    {
        TrialReleases releases = await ThisRun.ReleasesAsync();
        await using Appliance appliance = await Appliance.StartAsync(releases, releases.Publish());
        Uri source = new(TrialReleases.Source);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = Certificate(key, source.Host);
        await appliance.Machine.Guest.WriteFileAsync("/run/web.pem", Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
        await appliance.Machine.Guest.WriteFileAsync("/run/web.key", Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        _ = await appliance.ScriptAsync($"""
            systemd-run --quiet --unit=web --working-directory={Appliance.Release} openssl s_server -quiet -WWW -accept {source.Port} -cert /run/web.pem -key /run/web.key
            until ss -ltnH 'sport = :{source.Port}' | grep -q .; do sleep 0.2; done
            systemctl is-active mwan-upgrade.timer
            """);

        string stranger = (await appliance.MwanAsync("upgrade", "--check")).Errors;
        Assert.Contains("does not prove who it is", stranger, StringComparison.Ordinal);
        Assert.Contains("this box's clock says", stranger, StringComparison.Ordinal);

        _ = await appliance.ScriptAsync($"cat {Bundle} /run/web.pem > /run/bundle.pem; mount --bind /run/bundle.pem {Bundle}");
        string found = (await appliance.MwanAsync("upgrade", "--check")).Output;
        Assert.Contains(TrialReleases.Second, found, StringComparison.Ordinal);

        _ = await appliance.ScriptAsync("systemctl start --no-block mwan-upgrade.service");
        _ = await UpgradeTrial.SlotsAsync(appliance.Machine, static slots => slots.Contains("* B", StringComparison.Ordinal) && !slots.Contains("on trial", StringComparison.Ordinal), Taken);
        Assert.Equal("running", await appliance.BootedAsync());
        Assert.Matches(@" +A +1\.0\.0 +good\n\* B +1\.1\.0 +good", (await appliance.MwanAsync("slots")).Output);
    }

    private static X509Certificate2 Certificate(ECDsa key, string host)
    {
        CertificateRequest request = new($"CN={host}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(host);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }
}
