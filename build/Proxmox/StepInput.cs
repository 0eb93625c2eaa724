namespace Mwan.Build.Proxmox;

/// <summary>What a step reads on standard input: secrets, which are not shown and do not touch the host's disks.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Content">It.</param>
public sealed record StepInput(string Name, ReadOnlyMemory<byte> Content);
