namespace Mwan.Config;

/// <summary>A configured upstream.</summary>
public sealed record Wan
{
    /// <summary>Name in status and logs: a letter, then letters, digits, <c>-</c> or <c>_</c>; at most 15 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Where the NIC sits.</summary>
    public required Port Port { get; init; }

    /// <summary>Name of the NIC's interface, at most 15 characters (IFNAMSIZ).</summary>
    public required string Interface { get; init; }

    /// <summary>MAC that the interface takes, lower case with colons; null: the NIC's own.</summary>
    public string? Mac { get; init; }

    /// <summary>802.1Q VLAN of the service, 1-4094; null: untagged. EAPOL stays on the untagged parent.</summary>
    public int? Vlan { get; init; }

    /// <summary>MTU in bytes, 1280-9216.</summary>
    public required int Mtu { get; init; }

    /// <summary>802.1X, or null.</summary>
    public Authentication? Authentication { get; init; }

    /// <summary>How IPv4 is configured.</summary>
    public required Addressing Ipv4 { get; init; }

    /// <summary>How IPv6 is configured.</summary>
    public required Addressing Ipv6 { get; init; }

    /// <summary>Prefix length asked for with DHCPv6-PD, 48-64; null: no delegation is asked for, so no IPv6 for the LAN by this WAN.</summary>
    public int? Delegation { get; init; }

    /// <summary>Who the DHCP servers think we are.</summary>
    public required DhcpIdentity Dhcp { get; init; }

    /// <summary>1:1 IPv4 pairs, one per address.</summary>
    public required IReadOnlyList<Mapping> Mappings { get; init; }

    /// <summary>Whether the ISP expects ARP for the mappings' external addresses (true) or routes them to the leased address (false).</summary>
    public required bool MappingsOnLink { get; init; }

    /// <summary>Whether the WAN's own global IPv6 addresses are handed to the downstream router too.</summary>
    public required bool ForwardInterfaceAddresses { get; init; }

    /// <summary>Preference: the lowest tier with a healthy member carries new flows. 1-99.</summary>
    public required int Tier { get; init; }

    /// <summary>Share of new flows within the tier, 1-1000.</summary>
    public required int Weight { get; init; }

    /// <summary>Whether bytes cost money: probes are sparser and flows do not stay after recovery.</summary>
    public required bool Metered { get; init; }

    /// <summary>Firewall mark of the WAN's flows, 1-255.</summary>
    public required int Mark { get; init; }

    /// <summary>Routing table of the WAN, 1-252 or above 255.</summary>
    public required int Table { get; init; }

    /// <summary>Table in which networkd leaves what DHCP and RA announced; no rule names it.</summary>
    public required int StagingTable { get; init; }

    /// <summary>What happens to flows on this WAN when it turns unhealthy.</summary>
    public required FlowPolicy OnFailure { get; init; }

    /// <summary>What happens to flows on this WAN when a better one is back.</summary>
    public required FlowPolicy OnRecovery { get; init; }

    /// <summary>How its health is measured.</summary>
    public required Health Health { get; init; }

    /// <summary>The interface that carries IP: the VLAN's if there is one.</summary>
    public string DataInterface => Vlan is int id ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Interface}.{id}") : Interface;
}
