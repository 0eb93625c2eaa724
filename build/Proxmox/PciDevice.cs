namespace Mwan.Build.Proxmox;

/// <summary>A PCI device of the host: <c>/sys/bus/pci/devices/ADDRESS</c>.</summary>
/// <param name="Address">Its address, with domain.</param>
/// <param name="Exists">Whether it is there.</param>
/// <param name="Driver">The driver that has it; null: none.</param>
/// <param name="Group">Its IOMMU group; null: none, so that it cannot be passed through.</param>
public sealed record PciDevice(string Address, bool Exists, string? Driver, string? Group);
