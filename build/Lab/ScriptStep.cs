namespace Mwan.Build.Lab;

/// <summary>Runs a script in the world.</summary>
/// <param name="Namespace">The network namespace that it runs in.</param>
/// <param name="Script">The script, for <c>sh -eu</c>.</param>
public sealed record ScriptStep(string Namespace, string Script) : FaultStep;
