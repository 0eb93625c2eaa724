namespace Mwan.Build.Proxmox;

/// <summary>What the host's NIC says of a virtual function: an entry of <c>vfinfo_list</c> of <c>ip -j -d link show</c>.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Mac">Its MAC, lower case with colons.</param>
/// <param name="Trust">Whether it is trusted; null: the driver does not tell.</param>
/// <param name="SpoofCheck">Whether its source addresses are checked; null: the driver does not tell.</param>
/// <param name="LinkState"><c>auto</c>, <c>enable</c> or <c>disable</c>; null: the driver does not tell.</param>
public sealed record VirtualFunctionState(int Number, string? Mac, bool? Trust, bool? SpoofCheck, string? LinkState);
