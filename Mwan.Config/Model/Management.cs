namespace Mwan.Config;

/// <summary>The management link. It is never a WAN, never forwards, and is the only place where SSH answers.</summary>
public sealed record Management
{
    /// <summary>Where the NIC sits.</summary>
    public required Port Port { get; init; }

    /// <summary>Name of the interface, at most 15 characters (IFNAMSIZ).</summary>
    public required string Interface { get; init; }

    /// <summary>How IPv4 is configured.</summary>
    public required Addressing Ipv4 { get; init; }

    /// <summary>How IPv6 is configured; <see cref="AddressingMode.Automatic"/> means router advertisements.</summary>
    public required Addressing Ipv6 { get; init; }

    /// <summary>Table of the routes by which answers from the management address leave, 1-252 or above 255.</summary>
    public required int Table { get; init; }

    /// <summary>Public keys that may log in as root, in the format of sshd(8) authorized_keys.</summary>
    public required IReadOnlyList<string> SshKeys { get; init; }

    /// <summary>Networks that may connect; empty: any source on the management link.</summary>
    public required IReadOnlyList<System.Net.IPNetwork> AllowedFrom { get; init; }
}
