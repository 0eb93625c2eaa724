using Mwan.Agent.Health;
using Mwan.Agent.Observation;
using Mwan.Agent.Status;
using Mwan.Agent.Upgrades;
using Xunit;

namespace Mwan.Tests.Unit.Agent.Status;

public sealed class FindingsTests
{
    private static readonly TimeSpan Uptime = TimeSpan.FromHours(1);

    [Fact]
    public void A_site_that_wants_Secure_Boot_is_told_where_there_is_none()
    {
        World world = ExampleWorld.With(static state => state) with { Site = new SiteIdentity("mwan", null, null) { WantsSecureBoot = true } };
        Assert.Contains(Findings.Of(world, ExampleWorld.Now, TimeSpan.FromHours(1)), static finding => finding.Text.Contains("the site wants Secure Boot", StringComparison.Ordinal));
        Assert.DoesNotContain(
            Findings.Of(world with { Boot = world.Boot with { SecureBoot = true } }, ExampleWorld.Now, TimeSpan.FromHours(1)), static finding => finding.Text.Contains("Secure Boot", StringComparison.Ordinal));
    }

    [Fact]
    public void On_a_day_without_trouble_nothing_is_found() => Assert.Empty(Of(ExampleWorld.Well));

    [Fact]
    public void Volatile_state_is_an_alarm_with_its_reason() =>
        Alarm("state", "ends with the power: no disk", ExampleWorld.With(state => new StateDisk { Kind = StateKind.Volatile, Reason = "no disk" }));

    [Fact]
    public void A_disk_that_does_not_answer_is_an_alarm() =>
        Alarm("state", "does not answer", ExampleWorld.With(state => state with { Kind = StateKind.Unknown, Reason = "the disk does not answer" }));

    [Fact]
    public void A_read_only_disk_is_an_alarm() => Alarm("state", "read-only", ExampleWorld.With(state => state with { ReadOnly = true }));

    [Fact]
    public void Counted_errors_are_an_alarm() => Alarm("state", "counted 3 errors", ExampleWorld.With(state => state with { Errors = 3 }));

    [Theory]
    [InlineData(95, 1, 1000, 990)]
    [InlineData(100, 90, 1000, 50)]
    public void A_disk_nearly_full_of_bytes_or_of_files_is_an_alarm(long sizeMiB, long freeMiB, long files, long freeFiles) =>
        Alarm("state", "% full", ExampleWorld.With(state => state with { Use = new DiskUse(sizeMiB << 20, freeMiB << 20, files, freeFiles) }));

    [Fact]
    public void A_disk_too_small_for_a_journal_is_an_alarm() =>
        Alarm("state", "room for 3 MiB", ExampleWorld.With(state => state with { Use = new DiskUse(4_063_232, 2_621_440, 512, 400) }));

    [Fact]
    public void A_disk_that_is_not_nearly_full_is_well() =>
        Assert.Empty(Of(ExampleWorld.With(state => state with { Use = new DiskUse(100 << 20, 11 << 20, 1000, 110) })));

    [Theory]
    [InlineData("Interrupted", "version 1.1 was not written to its end, and 1.0 runs as before")]
    [InlineData("Waiting", "version 1.1 is written and waits for a restart")]
    [InlineData("Returned", "version 1.1 did not prove itself, and the box returned to 1.0: it did not come as far as its gate")]
    public void An_upgrade_that_did_not_end_well_is_a_warning_with_its_trace(string outcome, string words)
    {
        World world = ExampleWorld.Well with { Upgrade = new UpgradeStanding(Enum.Parse<UpgradeOutcome>(outcome), "1.0", "1.1", Reason: null, "trace") };
        Warning("upgrade", words, world);
        Assert.Equal("trace", Assert.Single(Of(world)).TraceId);
        Assert.Contains(("UPGRADE_TRACE_ID", "trace"), Assert.Single(Changes.Between(ExampleWorld.Well, world, ExampleWorld.Now)).Fields);
    }

    [Fact]
    public void An_image_that_failed_and_stays_is_an_alarm() =>
        Alarm("upgrade", "nothing better to boot: no way out", ExampleWorld.Well with { Upgrade = new UpgradeStanding(UpgradeOutcome.Refused, "1.0", "1.1", "no way out", "trace") });

    [Fact]
    public void An_image_that_passed_and_is_not_called_good_is_a_warning_once_there_was_time_for_it()
    {
        UpgradeStanding standing = new(UpgradeOutcome.Unblessed, "1.0", "1.1", Reason: null, "trace") { Passed = ExampleWorld.Now.AddMinutes(-6) };
        World world = ExampleWorld.Well with { Upgrade = standing };
        Warning("upgrade", "the box returns to 1.0: see systemctl status systemd-bless-boot, then mount -o remount,rw /boot", world);
        Assert.Empty(Findings.Of(world, ExampleWorld.Now, TimeSpan.FromMinutes(4)));
        Assert.Empty(Of(world with { Upgrade = standing with { Passed = ExampleWorld.Now.AddSeconds(-1) } }));
    }

    [Fact]
    public void A_broken_configuration_comes_first()
    {
        World world = ExampleWorld.With(state => state with { ReadOnly = true }) with { Site = new SiteIdentity(null, "it is missing", null) };
        Assert.Equal(("configuration", Gravity.Alarm), (Of(world)[0].Subject, Of(world)[0].Gravity));
    }

    [Fact]
    public void An_incomplete_slot_names_what_is_missing() =>
        Warning("certificates", "waits for ca.pem, key.pem", ExampleWorld.WithSlot(slot => slot with { Missing = ["ca.pem", "key.pem"] }));

    [Fact]
    public void An_expired_certificate_is_an_alarm() =>
        Alarm("certificates", "expired on 2026-05-31", ExampleWorld.WithSlot(slot => slot with { NotAfter = ExampleWorld.Now.AddDays(-1) }));

    [Fact]
    public void A_certificate_that_ends_soon_is_a_warning() =>
        Warning("certificates", "until 2026-06-11 only", ExampleWorld.WithSlot(slot => slot with { NotAfter = ExampleWorld.Now.AddDays(10) }));

    [Fact]
    public void A_certificate_that_is_not_valid_yet_doubts_the_clock() =>
        Warning("certificates", "is the clock right", ExampleWorld.WithSlot(slot => slot with { NotBefore = ExampleWorld.Now.AddDays(1) }));

    [Fact]
    public void A_slot_that_was_not_read_is_not_judged() => Assert.Empty(Of(ExampleWorld.WithSlot(_ => new CertificateSlot { Read = false })));

    [Fact]
    public void An_absent_link_is_named_with_its_port() =>
        Warning("att", "enatt0 (hostpci0) is not there", ExampleWorld.WithLink("enatt0", link => link with { Device = null }));

    [Fact]
    public void A_link_without_carrier_is_named() =>
        Warning("lan", "no carrier", ExampleWorld.WithLink("enmwanbr0", link => link with { Device = link.Device! with { Carrier = false } }));

    [Fact]
    public void A_link_that_is_off_is_named_once() =>
        Warning("lan", "turned off", ExampleWorld.WithLink("enmwanbr0", link => link with { Device = link.Device! with { Up = false, Carrier = false } }));

    [Fact]
    public void A_driver_that_the_site_does_not_expect_is_named() =>
        Warning("lan", "driver e1000, not virtio_net", ExampleWorld.WithLink("enmwanbr0", link => link with { Device = link.Device! with { Driver = "e1000" } }));

    [Fact]
    public void A_mac_that_did_not_take_is_named() =>
        Warning("att", "not d0:fc:d0:7c:85:30", ExampleWorld.WithLink("enatt0", link => link with { ExpectedMac = "d0:fc:d0:7c:85:30" }));

    [Fact]
    public void A_duplicate_address_is_named() =>
        Warning("lan", "in use by another host", ExampleWorld.WithLink("enmwanbr0", link => link with { Device = link.Device! with { Duplicates = ["10.250.250.1/29"] } }));

    [Fact]
    public void A_member_that_fails_and_one_that_owes_its_hold_are_both_told()
    {
        Assert.Empty(Of(SeedWorld.Well));
        Warning("att", "IPv4 is unhealthy; it fails at: Internet", WithIpv4(Verdict.Unhealthy, Layer.Internet));
        Warning("att", "IPv4 is back; it is healthy once it has worked for its hold", WithIpv4(Verdict.Unhealthy, failing: null));
        Assert.Empty(Of(WithIpv4(Verdict.Unknown, failing: null)));
    }

    [Fact]
    public void A_clock_that_was_never_set_is_a_warning_once_the_box_had_time_for_it()
    {
        World world = ExampleWorld.Well with { ClockSynchronized = null };
        Warning("clock", "not been synchronised", world);
        Assert.Empty(Findings.Of(world, ExampleWorld.Now, TimeSpan.FromMinutes(4)));
    }

    private static IReadOnlyList<Finding> Of(World world) => Findings.Of(world, ExampleWorld.Now, Uptime);

    private static World WithIpv4(Verdict verdict, Layer? failing) => SeedWorld.Well.With("att", upstream => upstream with { Ipv4Health = new FamilyHealth(verdict, failing, ExampleWorld.Now) });

    private static void Alarm(string subject, string text, World world) => Single(Gravity.Alarm, subject, text, world);

    private static void Warning(string subject, string text, World world) => Single(Gravity.Warning, subject, text, world);

    private static void Single(Gravity gravity, string subject, string text, World world)
    {
        Finding finding = Assert.Single(Of(world));
        Assert.Equal((gravity, subject), (finding.Gravity, finding.Subject));
        Assert.Contains(text, finding.Text, StringComparison.Ordinal);
    }
}
