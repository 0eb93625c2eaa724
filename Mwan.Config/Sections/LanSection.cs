using System.Net;
using Mwan.Config.Description;
using Mwan.Config.Kinds;

namespace Mwan.Config.Sections;

/// <summary>The keys of <c>lan</c>.</summary>
internal static class LanSection
{
    public static readonly Field<Port> Port = Field.Required("port", PortKind.Instance, "NIC by its Proxmox name.");

    public static readonly Field<string> Interface = Field.Required("interface", NameKinds.Interface, "Name that the NIC gets.");

    public static readonly Field<string> Mac = Field.Optional("mac", HardwareKinds.Mac, "the NIC's own", "MAC that the interface takes.");

    public static readonly Field<long> Mtu = Field.WithDefault("mtu", NumberKinds.Mtu, 1500L, "MTU in bytes.");

    public static readonly Field<InterfaceAddress> Ipv4 = Field.Required(
        "ipv4", AddressKinds.Ipv4Interface, "The box's address, the router's IPv4 gateway, with the length of the network that holds the mappings' internal sides.");

    public static readonly Field<InterfaceAddress> Ipv6 = Field.Optional(
        "ipv6", AddressKinds.Ipv6Interface, "no global address on the link", "The box's global address on the link; outside `prefix`.");

    public static readonly Field<IPAddress> LinkLocal = Field.WithDefault(
        "linkLocal",
        AddressKinds.Ipv6,
        IPAddress.Parse("fe80::1"),
        "The box's link-local address, the router's IPv6 gateway. Fixed, and never made from a MAC, so that a new VM or image changes nothing downstream.");

    public static readonly Field<IPNetwork> Prefix = Field.Optional(
        "prefix",
        AddressKinds.Ipv6Network,
        "no IPv6 for the LAN",
        "Internal IPv6 prefix behind the router, translated to each WAN's delegation (RFC 6296). Routed via the router, never on-link.");

    public static readonly Field<IReadOnlyList<Item<IPNetwork>>> RoutedIpv4 = Field.WithDefault(
        "routedIpv4",
        new ListKind<IPNetwork>(AddressKinds.Ipv4Network, "IPv4 prefixes", orOne: true),
        ListKind<IPNetwork>.Of(),
        "Further IPv4 networks behind the router that it does not translate itself.");

    public static readonly Field<Values> Router = Field.Required("router", RouterSection.Kind, "The router on the link.");

    public static readonly Field<bool> Advertise = Field.WithDefault(
        "advertise", FlagKind.Instance, false, "Whether router advertisements are sent on the link. A router with a configured gateway needs none.");

    public static readonly Section Section = new(
        "lan",
        "The link to the downstream router.",
        Port,
        Interface,
        Mac,
        Mtu,
        Ipv4,
        Ipv6,
        LinkLocal,
        Prefix,
        RoutedIpv4,
        Router,
        Advertise);

    public static readonly SectionKind Kind = new(Section, "{ port: net1, interface: enlan0, ipv4: 10.250.250.1/29, router: { ipv4: 10.250.250.2 } }");
}
