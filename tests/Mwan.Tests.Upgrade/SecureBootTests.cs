using System.Globalization;
using System.Text.RegularExpressions;
using Mwan.Build.Machines;
using Mwan.Build.Publishing;
using Mwan.Config.Releases;
using Xunit;

namespace Mwan.Tests.Upgrade;

/// <summary>A machine whose firmware has no keys yet takes ours from the image, and from then on boots nothing else.</summary>
[Trait("Category", "full")]
public sealed partial class SecureBootTests
{
    private static readonly TimeSpan Refusal = TimeSpan.FromSeconds(300);

    [Fact]
    public async Task What_boots_is_signed_or_does_not_boot()
    {
        TrialReleases releases = await ThisRun.ReleasesAsync();
        await using Appliance appliance = await Appliance.StartAsync(releases, releases.Payload(TrialReleases.Second), Firmware.SecureCode);
        Assert.Contains("Enrolling secure boot keys", appliance.Machine.Console.Text, StringComparison.Ordinal);
        Assert.Contains("Secure Boot on", await appliance.StatusAsync("Secure Boot"), StringComparison.Ordinal);
        Assert.Contains("[integrity]", await appliance.ScriptAsync("cat /sys/kernel/security/lockdown"), StringComparison.Ordinal);

        // Nothing of it is written: the document is all that there is.
        string unsigned = await releases.ChangedAsync("unsigned", TrialReleases.Second, static _ => Task.CompletedTask, static document => document with { SecureBoot = null });
        foreach (string file in new[] { ReleaseDocument.FileName, ReleaseDocument.SignatureName })
        {
            string content = Convert.ToBase64String(await File.ReadAllBytesAsync(Path.Combine(unsigned, file)));
            _ = await appliance.ScriptAsync($"mkdir -p /run/unsigned; echo {content} | base64 -d > /run/unsigned/{file}");
        }

        GuestResult refused = await appliance.MwanAsync("upgrade", "/run/unsigned", "--no-reboot");
        Assert.Equal(1, refused.Status);
        Assert.Contains("boots only what is signed (Secure Boot), and this release is not", refused.Errors, StringComparison.Ordinal);

        GuestResult written = await appliance.MwanAsync("upgrade", Appliance.Release, "--no-reboot");
        Assert.True(written.Status == 0, written.Errors + written.Output);
        Assert.Equal("running", await appliance.RestartAsync());
        Assert.Matches(@" +A +1\.0\.0 +good\n\* B +1\.1\.0 +good", (await appliance.MwanAsync("slots")).Output);
        Assert.Contains("Secure Boot on", await appliance.StatusAsync("Secure Boot"), StringComparison.Ordinal);

        // One byte in the middle of it, which is the initrd's.
        string uki = string.Create(CultureInfo.InvariantCulture, $"/boot/EFI/Linux/mwan_{TrialReleases.Second}.efi");
        _ = await appliance.ScriptAsync($$"""
            at=$(($(stat -c %s {{uki}}) / 2))
            old=$(dd if={{uki}} bs=1 skip=$at count=1 status=none | od -An -tu1)
            printf "\\$(printf %o $((old ^ 1)))" | dd of={{uki}} bs=1 seek=$at count=1 conv=notrunc,fsync status=none
            """);
        await appliance.Machine.RestartAsync(Refusal);
        _ = await appliance.Machine.Console.WaitForAsync(Refused(), Refusal);
    }

    // systemd-boot's words; no other image is tried after them.
    [GeneratedRegex(@"Error loading .*mwan_1\.1\.0\.efi: (Access denied|Security violation)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Refused();
}
