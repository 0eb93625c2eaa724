namespace Mwan.Build.Proxmox;

/// <summary>A link of the host: an entry of <c>ip -j -d link show</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its kind (<c>bridge</c>, <c>openvswitch</c>, ...); null: hardware.</param>
/// <param name="Functions">Its virtual functions.</param>
public sealed record HostLink(string Name, string? Kind, IReadOnlyList<VirtualFunctionState> Functions)
{
    /// <summary>Whether VMs can be plugged into it.</summary>
    public bool IsBridge => Kind is "bridge" or "openvswitch";
}
