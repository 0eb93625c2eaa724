using System.Net;
using Mwan.Config.Description;
using Mwan.Config.Kinds;
using Mwan.Config.Sections;

namespace Mwan.Config.Rules;

/// <summary>Health can be measured with the numbers given, in every address family that a member has.</summary>
internal static class HealthRule
{
    private static readonly TimeSpan SlowDetection = TimeSpan.FromSeconds(30);

    public static void Check(Values site, Report report)
    {
        if (site.At(SiteSection.Health).Is(out Values? common))
        {
            CheckTimes(common, common, report);
        }

        foreach (Values wan in site.Each(SiteSection.Wans))
        {
            if (wan.At(WanSection.Health).Is(out Values? health))
            {
                CheckTimes(health, common, report);
                CheckQuorum(health, wan, Has(wan.At(WanSection.Ipv4)), Has(wan.At(WanSection.Ipv6)), report);
            }
        }

        foreach (Values tunnel in site.Each(SiteSection.Tunnels))
        {
            if (tunnel.At(TunnelSection.Health).Is(out Values? health))
            {
                CheckTimes(health, common, report);
                IReadOnlyList<InterfaceAddress> addresses = tunnel.List(TunnelSection.Addresses);
                CheckQuorum(health, tunnel, addresses.Any(a => Prefix.Bits(a.Address) is 32), addresses.Any(a => Prefix.Bits(a.Address) is 128), report);
            }
        }
    }

    private static bool Has(Item<Addressing> item) => item.Is(out Addressing? addressing) && addressing.Mode is not AddressingMode.Off;

    // The place is the first of the values that was written in this section: the others are inherited or defaults.
    private static Item? Blamed(Values section, params IReadOnlyList<Item> items) =>
        items.FirstOrDefault(i => i.IsGiven && i.Path.StartsWith(section.Path, StringComparison.Ordinal));

    private static void CheckTimes(Values health, Values? common, Report report)
    {
        Item<TimeSpan> interval = health.At(HealthSection.Interval);
        Item<TimeSpan> timeout = health.At(HealthSection.Timeout);
        Item<long> failures = health.At(HealthSection.Failures);
        Item<TimeSpan> hold = health.At(HealthSection.Hold);
        Item<TimeSpan> maximum = health.At(HealthSection.MaximumHold);
        bool own = ReferenceEquals(health, common);
        if (timeout.Is(out TimeSpan wait) && interval.Is(out TimeSpan period))
        {
            if (wait >= period && Blamed(health, timeout, interval) is Item late)
            {
                report.Error(late, $"the timeout {DurationKind.Write(wait)} must be shorter than the interval {DurationKind.Write(period)}, or rounds overlap");
            }
            else if (failures.Is(out long count) && (count * period) + wait is TimeSpan bound && bound > SlowDetection
                && Blamed(health, failures, interval, timeout) is Item slow)
            {
                report.Warn(slow, $"a black hole is noticed only after up to {DurationKind.Write(bound)} ({count} × {DurationKind.Write(period)} + {DurationKind.Write(wait)})");
            }
        }

        if (hold.Is(out TimeSpan least) && maximum.Is(out TimeSpan most) && most < least && Blamed(health, maximum, hold) is Item held && (own || held.IsGiven))
        {
            report.Error(held, $"maximumHold {DurationKind.Write(most)} is shorter than hold {DurationKind.Write(least)}");
        }
    }

    private static void CheckQuorum(Values health, Values member, bool ipv4, bool ipv6, Report report)
    {
        Item<long> quorum = health.At(HealthSection.Quorum);
        Item<IReadOnlyList<Item<HealthTarget>>> targets = health.At(HealthSection.Targets);
        if (!quorum.Is(out long needed) || !targets.Is(out IReadOnlyList<Item<HealthTarget>>? items) || items.Any(i => i.Origin is Origin.Bad))
        {
            return;
        }

        foreach ((bool used, int bits, string family) in new[] { (ipv4, 32, "IPv4"), (ipv6, 128, "IPv6") })
        {
            int count = items.Count(i => !AddressKinds.TryParse(i.Value!.Host, out IPAddress address) || Prefix.Bits(address) == bits);
            if (used && count < needed)
            {
                Item blamed = quorum.IsGiven ? quorum : targets;
                report.Error(
                    blamed,
                    $"{needed} targets must answer, but {(count is 0 ? "none" : $"only {count}")} can be asked over {family}, so {member.Path} could never be healthy; add targets or lower the quorum");
            }
        }
    }
}
