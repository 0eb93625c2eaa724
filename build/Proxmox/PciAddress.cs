namespace Mwan.Build.Proxmox;

/// <summary>Addresses of PCI devices, as sysfs and <c>hostpciN</c> write them.</summary>
public static class PciAddress
{
    /// <summary>The address with its domain: Proxmox leaves out <c>0000:</c>.</summary>
    public static string WithDomain(string address) =>
        address.Count(static c => c == ':') == 1 ? $"0000:{address.ToLowerInvariant()}" : address.ToLowerInvariant();

    /// <summary>Whether what a VM has is this device: an address without a function means all functions of a slot.</summary>
    /// <param name="had">What the VM has.</param>
    /// <param name="device">A device, with domain and function.</param>
    public static bool Covers(string had, string device) =>
        string.Equals(had, device, StringComparison.OrdinalIgnoreCase)
        || (!had.Contains('.', StringComparison.Ordinal) && device.StartsWith($"{had}.", StringComparison.OrdinalIgnoreCase));
}
