namespace Mwan.Agent.Observation;

/// <summary>A link that the site names, and what the kernel has of it.</summary>
internal sealed record Link
{
    /// <summary>What the site calls it: <c>management</c>, <c>lan</c>, a WAN's or a tunnel's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its part in the site.</summary>
    public required LinkRole Role { get; init; }

    /// <summary>Proxmox name of the NIC; null: a virtual link.</summary>
    public string? Port { get; init; }

    /// <summary>Name of the interface.</summary>
    public required string Interface { get; init; }

    /// <summary>Driver that the site demands; null: any.</summary>
    public string? ExpectedDriver { get; init; }

    /// <summary>MAC that the site demands; null: any.</summary>
    public string? ExpectedMac { get; init; }

    /// <summary>What the kernel has; null: no such interface.</summary>
    public Device? Device { get; init; }
}
