using System.Net;
using Mwan.Config.Description;
using Mwan.Config.Kinds;

namespace Mwan.Config.Sections;

/// <summary>The keys of an element of a peer's <c>forwards</c>.</summary>
internal static class ForwardSection
{
    public static readonly Field<string> Protocol = Field.Required(
        "protocol", new ChoiceKind<string>(("tcp", "tcp"), ("udp", "udp")), "Transport protocol.");

    public static readonly Field<IReadOnlyList<Item<PortRange>>> Ports = Field.Required(
        "ports", new ListKind<PortRange>(PortRangeKind.Instance, "ports", least: 1, orOne: true), "Ports of the peer, single or as ranges; they are the same behind the box.");

    public static readonly Field<IPAddress> To = Field.Required("to", AddressKinds.Any, "Address behind the box, which sees the callers' own addresses.");

    public static readonly Section Section = new(
        "forward", "Ports at which the peer takes calls from the Internet and hands them through the tunnel to something behind the box.", Protocol, Ports, To);

    public static readonly SectionKind Kind = new(Section, "{ protocol: tcp, ports: [443, 8000-8010], to: 10.250.250.2 }");
}
