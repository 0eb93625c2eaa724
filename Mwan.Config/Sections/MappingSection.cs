using System.Net;
using Mwan.Config.Description;
using Mwan.Config.Kinds;

namespace Mwan.Config.Sections;

/// <summary>The keys of an element of a WAN's <c>mappings</c>.</summary>
internal static class MappingSection
{
    public static readonly Field<IReadOnlyList<IPAddress>> Internal = Field.Required(
        "internal", AddressRangeKind.Instance, "Addresses on the LAN side, inside `lan.ipv4` or `lan.routedIpv4`.");

    public static readonly Field<IReadOnlyList<IPAddress>> External = Field.Required(
        "external", AddressRangeKind.Instance, "As many public addresses on the WAN, paired in order.");

    public static readonly Section Section = new("mapping", "1:1 pairs of IPv4 addresses: one pair, or two ranges of the same length.", Internal, External);

    public static readonly SectionKind Kind = new(Section, "{ internal: 10.250.250.2-6, external: 198.51.100.2-6 }");
}
