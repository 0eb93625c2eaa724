namespace Mwan.Build.Lab;

/// <summary>A file that the world is given when it is up.</summary>
/// <param name="Path">Its path there.</param>
/// <param name="Content">Its text.</param>
public sealed record WorldFile(string Path, string Content);
