using Mwan.Config.Description;
using Mwan.Config.Kinds;

namespace Mwan.Config.Sections;

/// <summary>The keys of an element of <c>wans</c>.</summary>
internal static class WanSection
{
    public static readonly Field<string> Name = Field.Required("name", NameKinds.Member, "Name in status, logs and `over`, `protects`, `via`.");

    public static readonly Field<Port> Port = Field.Required("port", PortKind.Instance, "NIC by its Proxmox name.");

    public static readonly Field<string> Interface = Field.Required("interface", NameKinds.Interface, "Name that the NIC gets.");

    public static readonly Field<string> Mac = Field.Optional(
        "mac", HardwareKinds.Mac, "the NIC's own", "MAC that the interface takes, where the ISP expects a certain one.");

    public static readonly Field<long> Vlan = Field.Optional(
        "vlan", NumberKinds.Vlan, "untagged", "802.1Q VLAN of the service; its interface is called `interface.vlan`. EAPOL stays on the untagged parent.");

    public static readonly Field<long> Mtu = Field.WithDefault("mtu", NumberKinds.Mtu, 1500L, "MTU in bytes.");

    public static readonly Field<Values> Authentication = Field.Optional(
        "authentication", AuthenticationSection.Kind, "no 802.1X", "802.1X on the port.");

    public static readonly Field<Addressing> Ipv4 = Field.WithDefault(
        "ipv4", AddressingKinds.Ipv4, AddressingKinds.Automatic, "`dhcp`, `off` or a static address.");

    public static readonly Field<Addressing> Ipv6 = Field.WithDefault(
        "ipv6", AddressingKinds.Ipv6, AddressingKinds.Automatic, "`auto` (router advertisements and DHCPv6), `off` or a static address.");

    public static readonly Field<long?> Delegation = Field.Derived(
        "delegation",
        new WordKind<long, long?>("off", null, new WholeKind(48, 64), v => v),
        "the length of `lan.prefix` where `ipv6` is `auto`, otherwise `off`",
        MemberDefaults.Delegation,
        "Length of the prefix asked for with DHCPv6 (RFC 8415), or `off`: then this WAN carries no IPv6 for the LAN.");

    public static readonly Field<Values> Dhcp = Field.Part("dhcp", DhcpSection.Kind, "Who the DHCP servers think we are.");

    public static readonly Field<IReadOnlyList<Item<Values>>> Mappings = Field.WithDefault(
        "mappings",
        new ListKind<Values>(MappingSection.Kind, "mappings"),
        ListKind<Values>.Of(),
        "1:1 pairs of internal and public IPv4 addresses. Sources without a mapping are masqueraded.");

    public static readonly Field<bool> MappingsOnLink = Field.WithDefault(
        "mappingsOnLink",
        FlagKind.Instance,
        false,
        "`true`: the ISP's gateway asks ARP for each public address. `false`: it routes them to the leased address.");

    public static readonly Field<bool> ForwardInterfaceAddresses = Field.WithDefault(
        "forwardInterfaceAddresses",
        FlagKind.Instance,
        false,
        "Whether what arrives for the WAN's own global IPv6 addresses is handed to the router, as for a delegation's `::1`.");

    public static readonly Field<long> Tier = Field.WithDefault(
        "tier", NumberKinds.Tier, 1L, "Preference: the lowest tier with a healthy member carries new flows.");

    public static readonly Field<long> Weight = Field.WithDefault("weight", NumberKinds.Weight, 1L, "Share of new flows within the tier.");

    public static readonly Field<bool> Metered = Field.WithDefault(
        "metered", FlagKind.Instance, false, "Whether bytes cost money: probes are five times as rare, and flows do not stay after recovery.");

    public static readonly Field<long> Mark = Field.Derived(
        "mark", NumberKinds.Mark, "the WAN's position, from 1", MemberDefaults.WanMark, "Firewall mark of its flows.");

    public static readonly Field<long> Table = Field.Derived(
        "table", NumberKinds.Table, "100 times the WAN's position", MemberDefaults.WanTable, "Its routing table.");

    public static readonly Field<long> StagingTable = Field.Derived(
        "stagingTable",
        NumberKinds.Table,
        "10000 more than `table`",
        MemberDefaults.StagingTable,
        "Table in which networkd leaves the routes that the ISP announced; no rule names it.");

    public static readonly Field<FlowPolicy> OnFailure = Field.WithDefault(
        "onFailure",
        FlowPolicyKind.Instance,
        new FlowPolicy(FlowAction.Drain),
        "What happens to its flows when it turns unhealthy. (Without carrier or lease they are always deleted.)");

    public static readonly Field<FlowPolicy> OnRecovery = Field.Derived(
        "onRecovery",
        FlowPolicyKind.Instance,
        "`reset-after: 10m` if metered, otherwise `drain`",
        MemberDefaults.OnRecovery,
        "What happens to its flows when a better member is back.");

    public static readonly Field<Values> Health = Field.Part("health", HealthSection.Kind, "Where health is measured otherwise than the site's `health` says.");

    public static readonly Section Section = new(
        "wan",
        "An upstream.",
        Name,
        Port,
        Interface,
        Mac,
        Vlan,
        Mtu,
        Authentication,
        Ipv4,
        Ipv6,
        Delegation,
        Dhcp,
        Mappings,
        MappingsOnLink,
        ForwardInterfaceAddresses,
        Tier,
        Weight,
        Metered,
        Mark,
        Table,
        StagingTable,
        OnFailure,
        OnRecovery,
        Health);

    public static readonly SectionKind Kind = new(Section, "{ name: fibre, port: net2, interface: enfibre0 }");
}
