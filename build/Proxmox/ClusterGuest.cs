namespace Mwan.Build.Proxmox;

/// <summary>A guest of the cluster: <c>pvesh get /cluster/resources --type vm</c>.</summary>
/// <param name="Vmid">Its number, unique in the cluster.</param>
/// <param name="Type"><c>qemu</c> or <c>lxc</c>.</param>
/// <param name="Node">The host that it is on.</param>
/// <param name="Name">Its name; null: none.</param>
public sealed record ClusterGuest(int Vmid, string Type, string Node, string? Name);
