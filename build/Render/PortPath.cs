using System.Globalization;
using Mwan.Config;

namespace Mwan.Build.Render;

/// <summary>
/// Where Proxmox puts a NIC on a q35 machine with <c>pcie=1</c> (qemu-server 9, PCI.pm): the chain of bridge slots, which does not
/// move when devices come and go. Bus numbers do, so they are wildcards.
/// </summary>
public static class PortPath
{
    private const int NetSlotsOnFirstBridge = 6;

    /// <summary>A udev(7) pattern for the device path of the NIC's PCI device.</summary>
    public static string Of(Port port)
    {
        ArgumentNullException.ThrowIfNull(port);
        return "/devices/pci0000:00/" + (port.IsPassthrough ? RootPort(port.Index) + "/0000:??:00.0" : Bridges(port.Index));
    }

    // hostpciN: alone behind root port N+1; ports 1-4 are functions of slot 1c, 5-12 of 10, 13-16 of 11.
    private static string RootPort(int index) => index switch
    {
        >= 0 and < 4 => Address("00", 0x1c, index),
        >= 4 and < 12 => Address("00", 0x10, index - 4),
        >= 12 and < 16 => Address("00", 0x11, index - 12),
        _ => throw new ArgumentOutOfRangeException(nameof(index), index, "hostpci0 to hostpci15 exist."),
    };

    // netN: slots 18-23 of pci.0, then 1-26 of pci.1; both bridges sit behind the PCIe-to-PCI bridge 1e.0, in slots 1 and 2.
    private static string Bridges(int index) => index switch
    {
        >= 0 and < NetSlotsOnFirstBridge => $"0000:00:1e.0/0000:??:01.0/{Address("??", 18 + index, 0)}",
        >= NetSlotsOnFirstBridge and < 32 => $"0000:00:1e.0/0000:??:02.0/{Address("??", index - NetSlotsOnFirstBridge + 1, 0)}",
        _ => throw new ArgumentOutOfRangeException(nameof(index), index, "net0 to net31 exist."),
    };

    private static string Address(string bus, int slot, int function) =>
        string.Create(CultureInfo.InvariantCulture, $"0000:{bus}:{slot:x2}.{function}");
}
