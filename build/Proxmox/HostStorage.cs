namespace Mwan.Build.Proxmox;

/// <summary>A storage that takes disks of VMs: a line of <c>pvesm status --content images</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, e.g. <c>lvmthin</c>.</param>
/// <param name="Active">Whether it can be used now.</param>
/// <param name="Free">Free bytes.</param>
public sealed record HostStorage(string Name, string Type, bool Active, long Free);
