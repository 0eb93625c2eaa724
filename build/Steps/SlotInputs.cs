namespace Mwan.Build.Steps;

/// <summary>What a slot is composed of.</summary>
/// <param name="Tools">The tools tree.</param>
/// <param name="DebianRoot">The Debian part of the root.</param>
/// <param name="Kernel">Kernel and modules.</param>
/// <param name="Agent">The agent's program.</param>
/// <param name="Rendered">The overlay, rendered for the site.</param>
/// <param name="RootPasswordHash">crypt(5) hash of root's password; null: it stays locked.</param>
public sealed record SlotInputs(string Tools, string DebianRoot, string Kernel, string Agent, string Rendered, string? RootPasswordHash);
