namespace Mwan.Build.Machines;

/// <summary>A port without neighbours: the link is up and nothing ever answers.</summary>
public sealed record UnconnectedBackend : NicBackend;
