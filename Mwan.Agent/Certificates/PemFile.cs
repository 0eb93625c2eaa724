namespace Mwan.Agent.Certificates;

/// <summary>A file as it was given.</summary>
/// <param name="Name">Its name, for people.</param>
/// <param name="Text">What is in it.</param>
internal sealed record PemFile(string Name, string Text);
