using System.Globalization;
using Mwan.Agent.Health;
using Mwan.Agent.Observation;
using Mwan.Agent.Upgrades;

namespace Mwan.Agent.Status;

/// <summary>Judges the world. Pure.</summary>
internal static class Findings
{
    private const int NearlyFull = 90;

    // What a disk of 64 MiB has left as ext4: below it journald finds no room for its smallest file beside the rest.
    private const long LeastState = 48L << 20;
    private static readonly TimeSpan CertificateWarning = TimeSpan.FromDays(30);
    private static readonly TimeSpan ClockPatience = TimeSpan.FromMinutes(5);

    // systemd-bless-boot comes within seconds of the gate; in a second boot that is counted the gate takes its time first.
    private static readonly TimeSpan BlessPatience = TimeSpan.FromMinutes(5);

    /// <summary>What needs a person, the worst first.</summary>
    /// <param name="world">The world.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="uptime">Time since the kernel started.</param>
    public static IReadOnlyList<Finding> Of(World world, DateTimeOffset now, TimeSpan uptime) =>
    [
        .. OfSite(world.Site)
            .Concat(OfState(world.State))
            .Concat(OfUpgrade(world.Upgrade, now, uptime))
            .Concat(OfBoot(world))
            .Concat(OfCertificates(world.Certificates, now))
            .Concat(world.Links.SelectMany(OfLink))
            .Concat(world.Upstreams.SelectMany(upstream => OfMember(upstream, world.At)))
            .Concat(OfClock(world, uptime))
            .OrderBy(finding => finding.Gravity),
    ];

    private static IEnumerable<Finding> OfSite(SiteIdentity site)
    {
        if (site.Problem is { } problem)
        {
            yield return new Finding(Gravity.Alarm, "configuration", problem);
        }
    }

    private static IEnumerable<Finding> OfState(StateDisk state)
    {
        if (state.Kind == StateKind.Volatile)
        {
            yield return new Finding(Gravity.Alarm, "state", $"state is volatile and ends with the power: {state.Reason}");
        }
        else if (state.Kind == StateKind.Unknown)
        {
            yield return new Finding(Gravity.Alarm, "state", $"state is unknown ({state.Reason}): look at the host's storage");
        }

        if (state.ReadOnly)
        {
            yield return new Finding(Gravity.Alarm, "state", "the state disk is read-only after an error: restart to have it checked, or replace it");
        }
        else if (state.Errors > 0)
        {
            yield return new Finding(Gravity.Alarm, "state", string.Create(CultureInfo.InvariantCulture, $"the state disk's file system has counted {state.Errors} errors: restart to have it checked"));
        }

        if (state is { Kind: StateKind.Disk, Use: { Size: < LeastState } use })
        {
            yield return new Finding(
                Gravity.Alarm, "state", string.Create(CultureInfo.InvariantCulture, $"the state disk has room for {use.Size >> 20} MiB, too little to keep a journal: give it a disk of 64 MiB or more"));
        }

        if (state.Use is { Percent: >= NearlyFull and var percent })
        {
            yield return new Finding(Gravity.Alarm, "state", string.Create(CultureInfo.InvariantCulture, $"the state disk is {percent}% full: see what grows with du -x /state"));
        }
    }

    private static IEnumerable<Finding> OfBoot(World world)
    {
        if (world.Site.WantsSecureBoot && world.Boot.SecureBoot is not true)
        {
            yield return new Finding(
                Gravity.Warning, "boot", "the site wants Secure Boot and the firmware boots anything: keys and a signed boot loader come with a whole disk, not with an upgrade, and only into firmware without keys");
        }
    }

    private static IEnumerable<Finding> OfUpgrade(UpgradeStanding? upgrade, DateTimeOffset now, TimeSpan uptime)
    {
        // By a clock that may have been set since, in either direction.
        bool soon = upgrade is { Outcome: UpgradeOutcome.Unblessed } && (uptime < BlessPatience || (now - upgrade.Passed)?.Duration() < BlessPatience);
        if (upgrade is not null && !soon)
        {
            string reason = upgrade.Reason ?? "it did not come as far as its gate";
            yield return new Finding(upgrade.Outcome == UpgradeOutcome.Refused ? Gravity.Alarm : Gravity.Warning, "upgrade", upgrade.Outcome switch
            {
                UpgradeOutcome.Interrupted when upgrade.IsRollback => $"the rollback to version {upgrade.To} was cut off, and {upgrade.From} runs as before: run mwan rollback again",
                UpgradeOutcome.Waiting when upgrade.IsRollback => $"version {upgrade.To} in the other slot waits for a restart: reboot when it suits",
                UpgradeOutcome.Interrupted => $"version {upgrade.To} was not written to its end, and {upgrade.From} runs as before: run mwan upgrade again",
                UpgradeOutcome.Waiting => $"version {upgrade.To} is written and waits for a restart: reboot when it suits",
                UpgradeOutcome.Returned => $"version {upgrade.To} did not prove itself, and the box returned to {upgrade.From}: {reason}",
                UpgradeOutcome.Unblessed => $"version {upgrade.To} passed its gate and was not called good, and when its boots are used up the box returns to {upgrade.From}: see systemctl status systemd-bless-boot, then mount -o remount,rw /boot and systemctl restart systemd-bless-boot",
                _ => $"version {upgrade.To} has not proved itself, and there is nothing better to boot: {reason}",
            })
            {
                TraceId = upgrade.TraceId,
            };
        }
    }

    private static IEnumerable<Finding> OfCertificates(CertificateSlot? slot, DateTimeOffset now)
    {
        if (slot is not { Read: true })
        {
            yield break;
        }

        if (slot.Missing.Count > 0)
        {
            yield return Certificate(Gravity.Warning, $"802.1X waits for {string.Join(", ", slot.Missing)} in /state/mwan/wpa");
        }

        foreach (string problem in slot.Problems)
        {
            yield return Certificate(Gravity.Warning, problem);
        }

        if (slot.NotBefore > now)
        {
            yield return Certificate(Gravity.Warning, $"not valid before {Day(slot.NotBefore)}: is the clock right?");
        }

        if (slot.NotAfter <= now)
        {
            yield return Certificate(Gravity.Alarm, $"expired on {Day(slot.NotAfter)}: import new ones");
        }
        else if (slot.NotAfter - now < CertificateWarning)
        {
            yield return Certificate(Gravity.Warning, $"valid until {Day(slot.NotAfter)} only: import new ones");
        }
    }

    private static IEnumerable<Finding> OfLink(Link link)
    {
        string where = link.Port is null ? link.Interface : $"{link.Interface} ({link.Port})";
        if (link.Device is not { } device)
        {
            yield return new Finding(Gravity.Warning, link.Name, $"{where} is not there");
            yield break;
        }

        if (!device.Up)
        {
            yield return new Finding(Gravity.Warning, link.Name, $"{where} is turned off");
        }
        else if (!device.Carrier)
        {
            yield return new Finding(Gravity.Warning, link.Name, $"{where} has no carrier");
        }

        if (link.ExpectedDriver is { } driver && device.Driver is { } actual && !string.Equals(driver, actual, StringComparison.Ordinal))
        {
            yield return new Finding(Gravity.Warning, link.Name, $"{where} has the driver {actual}, not {driver}: is the port right?");
        }

        if (link.ExpectedMac is { } mac && device.Mac is { } own && !string.Equals(mac, own, StringComparison.OrdinalIgnoreCase))
        {
            yield return new Finding(Gravity.Warning, link.Name, $"{where} has the MAC {own}, not {mac}: does the host trust the virtual function?");
        }

        foreach (string duplicate in device.Duplicates)
        {
            yield return new Finding(Gravity.Warning, link.Name, $"{duplicate} on {where} is in use by another host");
        }
    }

    private static IEnumerable<Finding> OfMember(Upstream upstream, DateTimeOffset now)
    {
        foreach ((string family, FamilyHealth? health) in new[] { ("IPv4", upstream.Ipv4Health), ("IPv6", upstream.Ipv6Health) })
        {
            if (health is { Verdict: Verdict.Unhealthy, Failing: null })
            {
                yield return new Finding(Gravity.Warning, upstream.Name, $"{family} is back; it is healthy once it has worked for its hold");
            }

            // What lacks a carrier is told with its link.
            if (health is { Verdict: Verdict.Unhealthy, Failing: { } layer and not Layer.Carrier })
            {
                yield return new Finding(Gravity.Warning, upstream.Name, $"{family} is unhealthy; it fails at: {LayerWords.Of(layer)}{LayerWords.Where(layer, family == "IPv4" ? upstream.Lease?.Gateway : upstream.Ipv6Gateway)}{(layer == Layer.Handshake ? TunnelWords.Missing(upstream.Tunnel, now) : "")}");
            }
        }
    }

    private static IEnumerable<Finding> OfClock(World world, TimeSpan uptime)
    {
        if (world.ClockSynchronized is null && uptime > ClockPatience)
        {
            yield return new Finding(Gravity.Warning, "clock", "the clock has not been synchronised since the start: see timedatectl timesync-status");
        }
    }

    private static Finding Certificate(Gravity gravity, string text) => new(gravity, "certificates", text);

    private static string Day(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "?";
}
