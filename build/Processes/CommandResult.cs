namespace Mwan.Build.Processes;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; 127 when it could not be started.</param>
/// <param name="Output">Its whole standard output.</param>
/// <param name="Tail">The last lines of both streams, in the order they came.</param>
public sealed record CommandResult(int ExitCode, string Output, string Tail);
