namespace Mwan.Build.Machines;

/// <summary>The hardware that a NIC shows to the guest.</summary>
public enum NicModel
{
    /// <summary>virtio-net, what Proxmox gives a <c>netN</c>.</summary>
    Virtio,

    /// <summary>Intel 82574L (Linux <c>e1000e</c>), which stands in for a device that is passed through.</summary>
    E1000e,

    /// <summary>Intel 82576 (Linux <c>igb</c>).</summary>
    Igb,
}
