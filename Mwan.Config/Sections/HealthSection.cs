using Mwan.Config.Description;
using Mwan.Config.Kinds;

namespace Mwan.Config.Sections;

/// <summary>The keys of <c>health</c>, of the site and of a member, which inherits what it does not say.</summary>
internal static class HealthSection
{
    private const int MeteredFactor = 5;

    private static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(10);

    private static readonly Comparer<TimeSpan> OffIsMost = Comparer<TimeSpan>.Create(
        static (one, other) => (one == TimeSpan.Zero ? TimeSpan.MaxValue : one).CompareTo(other == TimeSpan.Zero ? TimeSpan.MaxValue : other));

    public static readonly Field<TimeSpan> Interval = Field.WithDefault(
        "interval",
        DurationKind.Between(TimeSpan.FromMilliseconds(100), LongestInterval),
        TimeSpan.FromSeconds(1),
        "Time between rounds. A metered WAN, or a tunnel over one, that does not say its own takes five times the site's.")
        .Adapted(static (health, inherited) => NoStricter(health, SparserIfMetered(health, inherited), Interval!));

    public static readonly Field<TimeSpan> Timeout = Field.WithDefault(
        "timeout",
        DurationKind.Between(TimeSpan.FromMilliseconds(10), LongestInterval),
        TimeSpan.FromMilliseconds(400),
        "How long a reply may take; shorter than `interval`.")
        .Adapted(static (health, inherited) => WithinInterval(health, NoStricter(health, inherited, Timeout!), otherwise: inherited));

    public static readonly Field<long> Failures = Field.WithDefault(
        "failures", new WholeKind(1, 100), 3L, "Failed rounds in a row that make a member unhealthy. A black hole is seen after `failures` × `interval` + `timeout` at most.");

    public static readonly Field<TimeSpan> Hold = Field.WithDefault(
        "hold",
        DurationKind.Between(TimeSpan.Zero, TimeSpan.FromDays(1)),
        TimeSpan.FromSeconds(30),
        "How long all rounds must succeed before an unhealthy member is healthy again.");

    public static readonly Field<TimeSpan> MaximumHold = Field.WithDefault(
        "maximumHold",
        DurationKind.Between(TimeSpan.Zero, TimeSpan.FromDays(1)),
        TimeSpan.FromMinutes(10),
        "Upper bound of the hold, which doubles with each flap.");

    public static readonly Field<long> Quorum = Field.WithDefault(
        "quorum", new WholeKind(1, 100), 2L, "Targets of a family that must answer for a round to succeed.");

    public static readonly Field<long> MaximumLoss = Field.WithDefault(
        "maximumLoss", new WholeKind(1, 100, "percent"), 50L, "Loss over the window, in percent, at which a member is unhealthy.")
        .Adapted(static (health, inherited) => NoStricter(health, inherited, MaximumLoss!));

    public static readonly Field<TimeSpan> MaximumLatency = Field.WithDefault(
        "maximumLatency",
        new WordKind<TimeSpan, TimeSpan>("off", TimeSpan.Zero, DurationKind.Between(TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)), t => t),
        TimeSpan.Zero,
        "Mean round-trip time over the window at which a member is unhealthy.")
        .Adapted(static (health, inherited) => NoStricter(health, inherited, MaximumLatency!, OffIsMost));

    public static readonly Field<IReadOnlyList<Item<HealthTarget>>> Targets = Field.WithDefault(
        "targets",
        new ListKind<HealthTarget>(HealthTargetKind.Instance, "targets", least: 1),
        ListKind<HealthTarget>.Of(
            new HealthTarget(ProbeKind.Icmp, "1.1.1.1"),
            new HealthTarget(ProbeKind.Icmp, "2606:4700:4700::1111"),
            new HealthTarget(ProbeKind.Dns, "9.9.9.9", Name: "example.com"),
            new HealthTarget(ProbeKind.Dns, "2620:fe::fe", Name: "example.com"),
            new HealthTarget(ProbeKind.Tcp, "8.8.8.8", 443),
            new HealthTarget(ProbeKind.Tcp, "2001:4860:4860::8888", 443),
            new HealthTarget(ProbeKind.Http, "connectivity-check.ubuntu.com", Path: "/")),
        "What is probed. Several operators and protocols, so that one that limits or fails does not look like a dead WAN. A name counts for both families.");

    public static readonly Section Section = new(
        "health",
        "How health is measured, per member and per address family. Where a tunnel does not say its own `interval`, `timeout`, `maximumLoss` or `maximumLatency`, the laxer of the site's and of its `over`'s holds.",
        Interval,
        Timeout,
        Failures,
        Hold,
        MaximumHold,
        Quorum,
        MaximumLoss,
        MaximumLatency,
        Targets)
    {
        Inherit = values => ReferenceEquals(values.Parent, values.Root) ? null
            : values.Root.At(SiteSection.Health).Is(out Values? site) ? site : null,
    };

    public static readonly SectionKind Kind = new(Section, "{ interval: 1s, timeout: 400ms, failures: 3 }");

    private static Item<TimeSpan> SparserIfMetered(Values health, Item<TimeSpan> inherited) =>
        IsMetered(health.Parent!) && inherited.Is(out TimeSpan interval)
            ? inherited with { Origin = Origin.Default, Value = MeteredFactor * interval }
            : inherited;

    // A tunnel's bytes are its underlay's.
    private static bool IsMetered(Values member) =>
        (Underlay(member) ?? member) is var wan && wan.Section == WanSection.Section && wan.At(WanSection.Metered).Is(out bool metered) && metered;

    // Nothing is faster through a tunnel than by what carries it, nor gets lost less.
    private static Item<T> NoStricter<T>(Values health, Item<T> inherited, Field<T> field, IComparer<T>? order = null) =>
        Underlay(health.Parent!) is { } wan && wan.At(WanSection.Health).Is(out Values? carrier) && carrier.At(field).Is(out T? least)
        && inherited.Is(out T? value) && (order ?? Comparer<T>.Default).Compare(value, least) < 0
            ? inherited with { Origin = Origin.Default, Value = least }
            : inherited;

    // Who says a short interval alone has not said that rounds may overlap.
    private static Item<TimeSpan> WithinInterval(Values health, Item<TimeSpan> timeout, Item<TimeSpan> otherwise) =>
        timeout.Is(out TimeSpan wait) && health.At(Interval).Is(out TimeSpan interval) && wait >= interval ? otherwise : timeout;

    private static Values? Underlay(Values member) => member.Section == TunnelSection.Section && member.At(TunnelSection.Over).Is(out string? over)
        ? member.Root.Each(SiteSection.Wans).FirstOrDefault(wan => string.Equals(wan.At(WanSection.Name).Value, over, StringComparison.Ordinal))
        : null;
}
