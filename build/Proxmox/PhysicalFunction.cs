namespace Mwan.Build.Proxmox;

/// <summary>A NIC of the host that has, or is to have, virtual functions: <c>/sys/class/net/NAME/device</c>.</summary>
/// <param name="Interface">Its interface.</param>
/// <param name="Driver">Its driver; null: there is no such NIC.</param>
/// <param name="Most">Virtual functions that it can have; 0: it has no SR-IOV.</param>
/// <param name="Count">Virtual functions that it has.</param>
/// <param name="Addresses">PCI address of each, by number.</param>
public sealed record PhysicalFunction(string Interface, string? Driver, int Most, int Count, IReadOnlyDictionary<int, string> Addresses);
