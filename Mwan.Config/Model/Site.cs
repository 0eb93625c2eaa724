namespace Mwan.Config;

/// <summary>
/// The whole appliance as <c>mwan.yaml</c> describes it, after defaults: every value that another part reads is here,
/// and nothing in it is optional unless its absence means something.
/// </summary>
public sealed record Site
{
    /// <summary>Format version of the resolved document (<c>/usr/lib/mwan/config.json</c>); an agent refuses any other.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Version of this document's format.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>Name and console of the appliance.</summary>
    public required Appliance Appliance { get; init; }

    /// <summary>The management link: the only one on which anything listens.</summary>
    public required Management Management { get; init; }

    /// <summary>The link to the downstream router.</summary>
    public required Lan Lan { get; init; }

    /// <summary>The upstreams, in the order of the file.</summary>
    public required IReadOnlyList<Wan> Wans { get; init; }

    /// <summary>The WireGuard failsafes, in the order of the file.</summary>
    public required IReadOnlyList<Tunnel> Tunnels { get; init; }

    /// <summary>How new flows are spread and which are pinned.</summary>
    public required Balance Balance { get; init; }

    /// <summary>How health is measured where a WAN or tunnel says nothing else.</summary>
    public required Health Health { get; init; }

    /// <summary>Name servers of the box itself, in order of preference. Empty: what the WANs' DHCP offers.</summary>
    public required IReadOnlyList<string> NameServers { get; init; }

    /// <summary>NTP servers of the box itself: names or addresses.</summary>
    public required IReadOnlyList<string> TimeServers { get; init; }

    /// <summary>Where releases come from.</summary>
    public required Upgrades Upgrades { get; init; }

    /// <summary>The virtual machine and its host; null when the site is not deployed by this tool.</summary>
    public Proxmox? Proxmox { get; init; }
}
