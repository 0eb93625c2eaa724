namespace Mwan.Config;

/// <summary>Where an address comes from.</summary>
public enum AddressingMode
{
    /// <summary>The family is not used on the link.</summary>
    Off,

    /// <summary>DHCPv4, or for IPv6 router advertisements and DHCPv6.</summary>
    Automatic,

    /// <summary>From the configuration.</summary>
    Static,
}
