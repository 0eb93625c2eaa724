namespace Mwan.Tests.Proxmox.Host.Machines;

/// <summary>What is kept of a machine that is turned on.</summary>
/// <param name="Mode">How it runs: <c>scripted</c> or <c>qemu</c>.</param>
/// <param name="Process">Its process id, as far as Proxmox tells.</param>
/// <param name="Started">When it was turned on, UTC.</param>
/// <param name="Functions">PCI functions that it has.</param>
internal sealed record Running(string Mode, int Process, DateTimeOffset Started, IReadOnlyList<string> Functions);
