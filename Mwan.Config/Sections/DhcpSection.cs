using Mwan.Config.Description;
using Mwan.Config.Kinds;

namespace Mwan.Config.Sections;

/// <summary>The keys of a WAN's <c>dhcp</c>.</summary>
internal static class DhcpSection
{
    public static readonly Field<long> Iaid = Field.Derived(
        "iaid", NumberKinds.Iaid, "a number made from the WAN's name", DefaultIaid, "Identity association identifier (RFC 8415 section 12).");

    public static readonly Field<string> Duid = Field.Derived(
        "duid",
        HardwareKinds.Duid,
        "a DUID-UUID (RFC 6355) made from the appliance's name and domain and the WAN's name",
        DefaultDuid,
        "DHCP unique identifier, with its two bytes of type (RFC 8415 section 11).");

    public static readonly Field<bool> ClientIdentifierIsMac = Field.WithDefault(
        "clientIdentifier",
        new ChoiceKind<bool>(("mac", true), ("duid", false)),
        true,
        "What DHCPv4 sends as client identifier: the `mac`, as most ISPs expect, or the `duid` (RFC 4361).");

    public static readonly Field<string> VendorClass = Field.Optional(
        "vendorClass", Printable("a vendor class"), "none", "DHCPv4 vendor class (option 60).");

    public static readonly Field<string> HostName = Field.Optional(
        "hostName", NameKinds.Label, "none", "Host name sent to the server (option 12).");

    public static readonly Section Section = new(
        "dhcp",
        "Identity towards DHCP servers. It is the same after every reboot, in every image and on every machine, so leases and delegations stay.",
        Iaid,
        Duid,
        ClientIdentifierIsMac,
        VendorClass,
        HostName);

    public static readonly SectionKind Kind = new(Section, "{ iaid: 1 }");

    private static TextKind<string> Printable(string noun) => new(noun, (text, out value) =>
    {
        value = text;
        return text.Length is 0 or > 255 || text.Any(c => c is < ' ' or > '~' or '"' or '\\')
            ? $"{noun} has 1 to 255 printable ASCII characters without quotes and backslashes"
            : null;
    });

    private static bool DefaultIaid(Values dhcp, out long iaid)
    {
        bool known = dhcp.Parent!.At(WanSection.Name).Is(out string? wan);
        iaid = known ? StableIdentity.Iaid(wan!) : 0;
        return known;
    }

    private static bool DefaultDuid(Values dhcp, out string? duid)
    {
        duid = null;
        if (!dhcp.Parent!.At(WanSection.Name).Is(out string? wan)
            || !dhcp.Root.At(SiteSection.Appliance).Is(out Values? appliance)
            || !appliance.At(ApplianceSection.Name).Is(out string? name))
        {
            return false;
        }

        Item<string> domain = appliance.At(ApplianceSection.Domain);
        if (domain.Origin is Origin.Bad)
        {
            return false;
        }

        duid = StableIdentity.Duid(name, domain.Value ?? "", wan);
        return true;
    }
}
