namespace Mwan.Config;

/// <summary>
/// A NIC by its Proxmox name, <c>netN</c> (0-31) or <c>hostpciN</c> (0-15). The interface is found by the chain of bridge slots
/// that a q35 machine gives that name, never by bus number and never by a virtual function's MAC.
/// </summary>
/// <param name="Name">As in the Proxmox configuration, e.g. <c>hostpci0</c>.</param>
/// <param name="Driver">Kernel driver that the NIC must have. Null: <c>virtio_net</c> for <c>netN</c>, anything else for <c>hostpciN</c>.</param>
public sealed record Port(string Name, string? Driver = null)
{
    private const string Passthrough = "hostpci";

    /// <summary>Whether the NIC is a device of the host, passed through.</summary>
    public bool IsPassthrough => Name.StartsWith(Passthrough, StringComparison.Ordinal);

    /// <summary>The number in the name.</summary>
    public int Index => int.Parse(Name.AsSpan(IsPassthrough ? Passthrough.Length : "net".Length), System.Globalization.CultureInfo.InvariantCulture);
}
