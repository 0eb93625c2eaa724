namespace Mwan.Build.Steps;

/// <summary>The cached results that artifacts are made of.</summary>
/// <param name="Tools">The tools tree.</param>
/// <param name="DebianRoot">Root tree and dpkg's status.</param>
/// <param name="Kernel">Kernel and modules.</param>
/// <param name="Agent">The agent's program, its list of packages beside it.</param>
/// <param name="Slot">Root file system and hash tree.</param>
/// <param name="Disk">Raw disk and UKI.</param>
public sealed record BuiltImage(string Tools, string DebianRoot, string Kernel, string Agent, string Slot, string Disk);
