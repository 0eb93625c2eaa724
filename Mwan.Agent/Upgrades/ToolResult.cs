namespace Mwan.Agent.Upgrades;

/// <summary>What became of a program.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">What it wrote to its standard output.</param>
/// <param name="Errors">What it wrote to its standard error.</param>
internal sealed record ToolResult(int Code, string Output, string Errors);
