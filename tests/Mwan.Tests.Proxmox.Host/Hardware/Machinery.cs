namespace Mwan.Tests.Proxmox.Host.Hardware;

/// <summary>What the host is.</summary>
internal sealed record Machinery
{
    /// <summary>Name of the node.</summary>
    public string Node { get; init; } = "vault";

    /// <summary>Version of Proxmox VE (pve-manager).</summary>
    public string Version { get; init; } = "9.0.10";

    /// <summary>Whether the IOMMU is on.</summary>
    public bool HasIommu { get; init; } = true;

    /// <summary>Its PCI functions.</summary>
    public IReadOnlyList<PciFunction> Functions { get; init; } = [];

    /// <summary>Its bridges.</summary>
    public IReadOnlyList<string> Bridges { get; init; } = [];
}
