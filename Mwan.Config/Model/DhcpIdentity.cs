namespace Mwan.Config;

/// <summary>
/// Identity towards DHCP servers. Always explicit, so that leases and delegations survive reboots, images and re-created virtual functions.
/// </summary>
public sealed record DhcpIdentity
{
    /// <summary>Identity association identifier (RFC 8415 section 12), 1-4294967295.</summary>
    public required uint Iaid { get; init; }

    /// <summary>DUID type (RFC 8415 section 11), e.g. 2 for DUID-EN.</summary>
    public required int DuidType { get; init; }

    /// <summary>The DUID after its type, as colon-separated hexadecimal bytes.</summary>
    public required string DuidData { get; init; }

    /// <summary>Whether DHCPv4's client identifier is the MAC (as most ISPs expect) or the DUID.</summary>
    public required bool ClientIdentifierIsMac { get; init; }

    /// <summary>DHCPv4 vendor class (option 60), or null.</summary>
    public string? VendorClass { get; init; }

    /// <summary>Host name sent to the server (option 12), or null for none.</summary>
    public string? HostName { get; init; }
}
