using System.Net;
using Mwan.Config.Description;
using Mwan.Config.Kinds;

namespace Mwan.Config.Sections;

/// <summary>The keys of <c>management</c>.</summary>
internal static class ManagementSection
{
    public static readonly Field<Port> Port = Field.Required("port", PortKind.Instance, "NIC by its Proxmox name.");

    public static readonly Field<string> Interface = Field.Required("interface", NameKinds.Interface, "Name that the NIC gets.");

    public static readonly Field<Addressing> Ipv4 = Field.WithDefault(
        "ipv4", AddressingKinds.Ipv4, AddressingKinds.Automatic, "`dhcp`, `off` or a static address.");

    public static readonly Field<Addressing> Ipv6 = Field.WithDefault(
        "ipv6", AddressingKinds.Ipv6, AddressingKinds.Off, "`auto` (router advertisements), `off` or a static address.");

    public static readonly Field<long> Table = Field.WithDefault(
        "table", NumberKinds.Table, 99L, "Routing table by which answers from the management address leave.");

    public static readonly Field<IReadOnlyList<Item<string>>> SshKeys = Field.Required(
        "sshKeys",
        new ListKind<string>(SshKeyKind.Instance, "SSH public keys", least: 1),
        "Public keys that may log in as root, as in `authorized_keys`. Passwords are never accepted.");

    public static readonly Field<IReadOnlyList<Item<IPNetwork>>> AllowedFrom = Field.WithDefault(
        "allowedFrom",
        new ListKind<IPNetwork>(AddressKinds.AnyNetwork, "prefixes", orOne: true),
        ListKind<IPNetwork>.Of(),
        "Sources that may connect. None: every source that reaches the management link.");

    public static readonly Section Section = new(
        "management",
        "The management link: the only place where SSH answers. It is never a WAN and never forwards.",
        Port,
        Interface,
        Ipv4,
        Ipv6,
        Table,
        SshKeys,
        AllowedFrom);

    public static readonly SectionKind Kind = new(Section, "{ port: net0, interface: enmgmt0, sshKeys: [...] }");
}
