using System.Globalization;
using Mwan.Config;

namespace Mwan.Build.Machines;

/// <summary>A NIC of a machine, under its Proxmox name.</summary>
/// <param name="Port">Where it sits; a <c>hostpciN</c> gets an emulated stand-in at the place of the device passed through.</param>
public sealed record Nic(Port Port)
{
    /// <summary>What the guest sees. Default: virtio for <c>netN</c>, e1000e for <c>hostpciN</c>.</summary>
    public NicModel Model { get; init; } = Port.IsPassthrough ? NicModel.E1000e : NicModel.Virtio;

    /// <summary>Where its frames go.</summary>
    public NicBackend Backend { get; init; } = new UnconnectedBackend();

    /// <summary>Hardware address, lower case with colons.</summary>
    public string Mac { get; init; } = MacOf(Port, 0);

    /// <summary>
    /// A fixed address from Proxmox's own range (<c>bc:24:11</c>), different for every port and machine number, so that
    /// a test that sees an address knows whose it is.
    /// </summary>
    /// <param name="port">The port.</param>
    /// <param name="machine">0-255, for machines that share a link.</param>
    public static string MacOf(Port port, int machine)
    {
        ArgumentNullException.ThrowIfNull(port);
        return string.Create(CultureInfo.InvariantCulture, $"bc:24:11:{machine:x2}:{(port.IsPassthrough ? 1 : 0):x2}:{port.Index:x2}");
    }
}
