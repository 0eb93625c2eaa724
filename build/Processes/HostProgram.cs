namespace Mwan.Build.Processes;

/// <summary>A program that the build calls on the machine it runs on.</summary>
/// <param name="Program">Name in the search path.</param>
/// <param name="Package">Debian package that has it (Debian 12 and 13).</param>
/// <param name="Use">What it is for.</param>
public sealed record HostProgram(string Program, string Package, string Use);
