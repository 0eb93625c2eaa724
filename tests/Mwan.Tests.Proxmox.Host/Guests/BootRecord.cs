namespace Mwan.Tests.Proxmox.Host.Guests;

/// <summary>A boot of a scripted machine.</summary>
/// <param name="Slot">0 for A, 1 for B.</param>
/// <param name="At">When its power came or it was reset, UTC.</param>
internal sealed record BootRecord(int Slot, DateTimeOffset At);
