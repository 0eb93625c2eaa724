using System.Net;
using Mwan.Config.Description;
using Mwan.Config.Kinds;

namespace Mwan.Config.Sections;

/// <summary>The keys of <c>lan.router</c>.</summary>
internal static class RouterSection
{
    public static readonly Field<IPAddress> Ipv4 = Field.Required("ipv4", AddressKinds.Ipv4, "Its address, inside `lan.ipv4`.");

    public static readonly Field<IPAddress> Ipv6 = Field.Optional(
        "ipv6",
        AddressKinds.Ipv6,
        "none; then nothing answers at a delegation's `::1`",
        "Its global address on the link, inside `lan.ipv6`: the target of each delegation's `::1`.");

    public static readonly Field<IPAddress?> LinkLocal = Field.WithDefault(
        "linkLocal",
        new WordKind<IPAddress, IPAddress?>("learned", null, AddressKinds.Ipv6, a => a),
        null,
        "Its link-local address, next hop of `lan.prefix`; `learned`: from neighbour discovery.");

    public static readonly Section Section = new("router", "The router behind this box, for example OPNsense.", Ipv4, Ipv6, LinkLocal);

    public static readonly SectionKind Kind = new(Section, "{ ipv4: 10.250.250.2 }");
}
