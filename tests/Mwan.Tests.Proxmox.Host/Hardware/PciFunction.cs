namespace Mwan.Tests.Proxmox.Host.Hardware;

/// <summary>A function of a PCI device of the host.</summary>
/// <param name="Address">Its address, <c>0000:02:00.0</c>.</param>
/// <param name="Vendor">Vendor, <c>0x8086</c>.</param>
/// <param name="Device">Device.</param>
/// <param name="Driver">Kernel driver.</param>
/// <param name="Group">IOMMU group.</param>
/// <param name="Interface">Name of its network interface; null: it has none.</param>
/// <param name="VirtualFunctions">How many virtual functions it can have.</param>
internal sealed record PciFunction(string Address, string Vendor, string Device, string Driver, int Group, string? Interface = null, int VirtualFunctions = 0);
