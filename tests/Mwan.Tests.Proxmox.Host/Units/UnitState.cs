namespace Mwan.Tests.Proxmox.Host.Units;

/// <summary>What systemd knows of a unit.</summary>
/// <param name="Text">The unit as it was loaded.</param>
/// <param name="Active"><c>active</c>, <c>activating</c>, <c>inactive</c> or <c>failed</c>.</param>
/// <param name="Status">Exit status of what ended last.</param>
/// <param name="Transient">Whether it has no file.</param>
/// <param name="Collect">Whether it is forgotten when it ends, also when it fails.</param>
internal sealed record UnitState(string Text, string Active, int Status, bool Transient = false, bool Collect = false);
