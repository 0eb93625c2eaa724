using Mwan.Config.Description;
using Mwan.Config.Kinds;

namespace Mwan.Config.Sections;

/// <summary>The keys of an element of <c>tunnels</c>.</summary>
internal static class TunnelSection
{
    public static readonly Field<string> Name = Field.Required("name", NameKinds.Member, "Name in status, logs and `via`.");

    public static readonly Field<string> Interface = Field.Required("interface", NameKinds.Interface, "Name of the WireGuard interface.");

    public static readonly Field<string> Over = Field.Required(
        "over", NameKinds.Member, "WAN that carries the tunnel's own packets, in a worse tier than the tunnel; no other ever does.");

    public static readonly Field<IReadOnlyList<Item<string>>> Protects = Field.Derived(
        "protects",
        new ListKind<string>(NameKinds.Member, "WANs", least: 1, orOne: true),
        "all WANs of better tiers",
        MemberDefaults.Protects,
        "WANs all of which have failed before a cold tunnel (`warm: false`) is woken. Which member carries is decided by the tiers alone.");

    public static readonly Field<long> Tier = Field.Required("tier", NumberKinds.Tier, "Preference, as of a WAN; better than that of `over`.");

    public static readonly Field<long> Weight = Field.WithDefault("weight", NumberKinds.Weight, 1L, "Share of new flows within the tier.");

    public static readonly Field<IReadOnlyList<Item<InterfaceAddress>>> Addresses = Field.Required(
        "addresses", new ListKind<InterfaceAddress>(AddressKinds.AnyInterface, "addresses", least: 1, orOne: true), "Addresses of the box inside the tunnel.");

    public static readonly Field<long> Mtu = Field.WithDefault("mtu", NumberKinds.Mtu, 1420L, "MTU in bytes; what is 80 less than the underlay's always fits.");

    public static readonly Field<Values> Peer = Field.Required("peer", PeerSection.Kind, "The other end.");

    public static readonly Field<bool> Warm = Field.WithDefault(
        "warm", FlagKind.Instance, true, "Whether the tunnel is kept up while nothing uses it, so that it takes over at once. A cold one sends nothing until all that it protects fails.");

    public static readonly Field<TimeSpan> IdleInterval = Field.WithDefault(
        "idleInterval",
        DurationKind.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        TimeSpan.FromMinutes(5),
        "Time between rounds of a tunnel that works and is not needed, for they cost what `over` costs; not with `keepalive: off`, nor where a pin or a port of the peer leads through it. Keys that age, a failed round and need bring `health.interval` back at once.");

    public static readonly Field<bool> BareUnderlay = Field.WithDefault(
        "bareUnderlay", FlagKind.Instance, true, "Whether `over` may carry traffic bare, in its own tier, while the tunnel is unhealthy. While it works and has no IPv6 address, IPv6 is refused instead.");

    public static readonly Field<bool> ForeignTables = Field.WithDefault(
        "foreignTables", FlagKind.Instance, false, "Whether policy tables of others that have a default route lead into the tunnel while it carries.");

    public static readonly Field<long> Mark = Field.Derived(
        "mark", NumberKinds.Mark, "goes on after the WANs", MemberDefaults.TunnelMark, "Firewall mark of flows through the tunnel.");

    public static readonly Field<long> Table = Field.Derived(
        "table", NumberKinds.Table, "goes on after the WANs, in hundreds", MemberDefaults.TunnelTable, "Its routing table.");

    public static readonly Field<long> OuterMark = Field.Derived(
        "outerMark", NumberKinds.Mark, "the tunnel's position, from 201", MemberDefaults.OuterMark, "Firewall mark of the tunnel's own packets.");

    public static readonly Field<FlowPolicy> OnFailure = Field.WithDefault(
        "onFailure", FlowPolicyKind.Instance, new FlowPolicy(FlowAction.Drain), "What happens to its flows when it turns unhealthy.");

    public static readonly Field<FlowPolicy> OnRecovery = Field.WithDefault(
        "onRecovery", FlowPolicyKind.Instance, MemberDefaults.TunnelOnRecovery, "What happens to its flows when a better member is back.");

    public static readonly Field<Values> Health = Field.Part("health", HealthSection.Kind, "Where health is measured otherwise than the site's `health` says.");

    public static readonly Section Section = new(
        "tunnel",
        "A WireGuard failsafe: a member of its own tier, carried by a WAN of a worse one. Its private key is made on the box and never leaves it.",
        Name,
        Interface,
        Over,
        Protects,
        Tier,
        Weight,
        Addresses,
        Mtu,
        Peer,
        Warm,
        IdleInterval,
        BareUnderlay,
        ForeignTables,
        Mark,
        Table,
        OuterMark,
        OnFailure,
        OnRecovery,
        Health);

    public static readonly SectionKind Kind = new(Section, "{ name: vps, interface: wgvps0, over: ..., tier: 2, addresses: [...], peer: {...} }");
}
