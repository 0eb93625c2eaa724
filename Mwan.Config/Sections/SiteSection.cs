using Mwan.Config.Description;
using Mwan.Config.Kinds;

namespace Mwan.Config.Sections;

/// <summary>The keys of the whole document.</summary>
internal static class SiteSection
{
    public static readonly Field<Values> Appliance = Field.Required("appliance", ApplianceSection.Kind, "Identity of the box.");

    public static readonly Field<Values> Management = Field.Required("management", ManagementSection.Kind, "The management link.");

    public static readonly Field<Values> Lan = Field.Required("lan", LanSection.Kind, "The link to the downstream router.");

    public static readonly Field<IReadOnlyList<Item<Values>>> Wans = Field.Required(
        "wans", new ListKind<Values>(WanSection.Kind, "WANs", least: 1), "The upstreams. Marks and tables follow from their order.");

    public static readonly Field<IReadOnlyList<Item<Values>>> Tunnels = Field.WithDefault(
        "tunnels", new ListKind<Values>(TunnelSection.Kind, "tunnels"), ListKind<Values>.Of(), "WireGuard failsafes.");

    public static readonly Field<Values> Balance = Field.Part("balance", BalanceSection.Kind, "How new flows are spread.");

    public static readonly Field<Values> Health = Field.Part("health", HealthSection.Kind, "How health is measured where a member says nothing else.");

    public static readonly Field<IReadOnlyList<Item<System.Net.IPAddress>>> NameServers = Field.WithDefault(
        "nameServers",
        new ListKind<System.Net.IPAddress>(AddressKinds.Any, "addresses"),
        ListKind<System.Net.IPAddress>.Of([.. new[] { "9.9.9.9", "1.1.1.1", "2620:fe::fe", "2606:4700:4700::1111" }.Select(System.Net.IPAddress.Parse)]),
        "Name servers of the box itself, in order of preference. `[]`: what the WANs' DHCP offers; a tunnel's `endpoint` and the targets of `health` have to be addresses then, for names of theirs are asked for over one member alone.");

    public static readonly Field<IReadOnlyList<Item<string>>> TimeServers = Field.WithDefault(
        "timeServers",
        new ListKind<string>(NameKinds.Host, "names or addresses", least: 1),
        ListKind<string>.Of("0.debian.pool.ntp.org", "1.debian.pool.ntp.org", "2.debian.pool.ntp.org", "3.debian.pool.ntp.org"),
        "NTP servers of the box itself.");

    public static readonly Field<Values> Upgrades = Field.Part("upgrades", UpgradesSection.Kind, "Where releases come from.");

    public static readonly Field<Values> Proxmox = Field.Optional(
        "proxmox", ProxmoxSection.Kind, "the site is not deployed by this tool", "The virtual machine and its host.");

    public static readonly Section Section = new(
        "site",
        "The whole appliance.",
        Appliance,
        Management,
        Lan,
        Wans,
        Tunnels,
        Balance,
        Health,
        NameServers,
        TimeServers,
        Upgrades,
        Proxmox);

    public static readonly SectionKind Kind = new(Section, "a mapping with appliance, management, lan and wans");
}
