using System.Globalization;
using Mwan.Config;

namespace Mwan.Build.Machines;

/// <summary>
/// Where Proxmox VE puts the devices of a q35 machine: qemu-server's <c>pve-q35-4.0.cfg</c> and <c>PVE/QemuServer/PCI.pm</c> (9.2).
/// </summary>
public static class ProxmoxTopology
{
    /// <summary>The first <c>hostpciN</c> whose root port is not always there.</summary>
    private const int FixedRootPorts = 4;

    /// <summary>The first <c>netN</c> that does not fit on <c>pci.0</c>.</summary>
    private const int NetsOnFirstBridge = 6;

    /// <summary>The devices that every machine has, in the order of <c>pve-q35-4.0.cfg</c>.</summary>
    public static IReadOnlyList<string> Chipset { get; } =
    [
        "ich9-usb-ehci1,id=ehci,multifunction=on,bus=pcie.0,addr=1d.7",
        "ich9-usb-uhci1,id=uhci-1,multifunction=on,bus=pcie.0,addr=1d.0,masterbus=ehci.0,firstport=0",
        "ich9-usb-uhci2,id=uhci-2,multifunction=on,bus=pcie.0,addr=1d.1,masterbus=ehci.0,firstport=2",
        "ich9-usb-uhci3,id=uhci-3,multifunction=on,bus=pcie.0,addr=1d.2,masterbus=ehci.0,firstport=4",
        "ich9-usb-ehci2,id=ehci-2,multifunction=on,bus=pcie.0,addr=1a.7",
        "ich9-usb-uhci4,id=uhci-4,multifunction=on,bus=pcie.0,addr=1a.0,masterbus=ehci-2.0,firstport=0",
        "ich9-usb-uhci5,id=uhci-5,multifunction=on,bus=pcie.0,addr=1a.1,masterbus=ehci-2.0,firstport=2",
        "ich9-usb-uhci6,id=uhci-6,multifunction=on,bus=pcie.0,addr=1a.2,masterbus=ehci-2.0,firstport=4",
        "ich9-intel-hda,id=audio0,bus=pcie.0,addr=1b.0",
        .. Enumerable.Range(0, FixedRootPorts).Select(RootPort),
        "i82801b11-bridge,id=pcidmi,bus=pcie.0,addr=1e.0",
        "pci-bridge,id=pci.0,bus=pcidmi,addr=1.0,chassis_nr=1",
        "pci-bridge,id=pci.1,bus=pcidmi,addr=2.0,chassis_nr=2",
        "pci-bridge,id=pci.2,bus=pcidmi,addr=3.0,chassis_nr=3",
        "pci-bridge,id=pci.3,bus=pcidmi,addr=4.0,chassis_nr=4",
    ];

    /// <summary>Root ports beyond the chipset's that these NICs need, in order.</summary>
    public static IEnumerable<string> ExtraRootPorts(IEnumerable<Port> ports) =>
        ports.Where(port => port.IsPassthrough && port.Index >= FixedRootPorts).Select(port => port.Index).Distinct().Order().Select(RootPort);

    /// <summary>Bus and slot of a NIC, as the properties of a <c>-device</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Proxmox has no such port: <c>hostpci16</c> and up, <c>net32</c> and up.</exception>
    public static string AddressOf(Port port)
    {
        ArgumentNullException.ThrowIfNull(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port.Index, port.IsPassthrough ? 15 : 31, nameof(port));
        return port switch
        {
            { IsPassthrough: true } => string.Create(CultureInfo.InvariantCulture, $"bus=ich9-pcie-port-{port.Index + 1},addr=0x0"),
            { Index: < NetsOnFirstBridge } => Slot(0, 18 + port.Index),
            _ => Slot(1, port.Index - NetsOnFirstBridge + 1),
        };
    }

    /// <summary>Bus and slot of a device with a fixed place.</summary>
    /// <param name="id">Proxmox' name: <c>balloon0</c>, <c>watchdog</c>, <c>scsihw0</c>, <c>qga0</c> or <c>virtioN</c> (0-15).</param>
    /// <exception cref="ArgumentException">No such name.</exception>
    public static string AddressOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id switch
        {
            "balloon0" => Slot(0, 3),
            "watchdog" => Slot(0, 4),
            "scsihw0" => Slot(0, 5),
            "qga0" => Slot(0, 8),
            _ when VirtioIndex(id) is int index and < 6 => Slot(0, 10 + index),
            _ when VirtioIndex(id) is int index and < 16 => Slot(2, index - 5),
            _ => throw new ArgumentException($"Proxmox has no place for a device '{id}'.", nameof(id)),
        };
    }

    private static int? VirtioIndex(string id) =>
        id.StartsWith("virtio", StringComparison.Ordinal) && int.TryParse(id.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? index
            : null;

    private static string Slot(int bus, int slot) => string.Create(CultureInfo.InvariantCulture, $"bus=pci.{bus},addr=0x{slot:x}");

    /// <summary>Root port N+1 of hostpciN: 1-4 at 1c.0-3, 5-12 at 10.0-7, 13-16 at 11.0-3.</summary>
    private static string RootPort(int index)
    {
        (int device, int function) = index switch
        {
            < 4 => (0x1c, index),
            < 12 => (0x10, index - 4),
            _ => (0x11, index - 12),
        };
        int id = index + 1;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"pcie-root-port,id=ich9-pcie-port-{id},addr={device:x}.{function},x-speed=16,x-width=32,multifunction=on,bus=pcie.0,port={id},chassis={id}");
    }
}
