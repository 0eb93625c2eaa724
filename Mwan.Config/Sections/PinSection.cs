using System.Net;
using Mwan.Config.Description;
using Mwan.Config.Kinds;

namespace Mwan.Config.Sections;

/// <summary>The keys of an element of <c>balance.pins</c>.</summary>
internal static class PinSection
{
    private static readonly ListKind<IPNetwork> Networks = new(AddressKinds.AnyNetwork, "prefixes", least: 1, orOne: true);

    public static readonly Field<IReadOnlyList<Item<IPNetwork>>> To = Field.Optional("to", Networks, "any", "Destinations.");

    public static readonly Field<IReadOnlyList<Item<IPNetwork>>> From = Field.Optional("from", Networks, "any", "Sources.");

    public static readonly Field<long> Dscp = Field.Optional("dscp", new WholeKind(0, 63), "any", "DSCP value (RFC 2474), for example 46 for EF.");

    public static readonly Field<string> Protocol = Field.Optional(
        "protocol", new ChoiceKind<string>(("tcp", "tcp"), ("udp", "udp")), "any", "Transport protocol.");

    public static readonly Field<IReadOnlyList<Item<PortRange>>> Ports = Field.Optional(
        "ports", new ListKind<PortRange>(PortRangeKind.Instance, "ports", least: 1, orOne: true), "any", "Destination ports, single or as ranges; they need `protocol`.");

    public static readonly Field<string> Via = Field.Required("via", NameKinds.Member, "WAN or tunnel that such flows use.");

    public static readonly Field<bool> Strict = Field.WithDefault(
        "strict", FlagKind.Instance, false, "Whether such flows are refused, not balanced, while that member is down.");

    public static readonly Section Section = new("pin", "New flows that match every condition given here use one member.", To, From, Dscp, Protocol, Ports, Via, Strict);

    public static readonly SectionKind Kind = new(Section, "{ to: 198.51.100.0/24, via: fibre }");
}
