namespace Mwan.Agent.Certificates;

/// <summary>Something wrong with certificates and their key.</summary>
/// <param name="Fault">What kind.</param>
/// <param name="Fatal">Whether 802.1X cannot work with it.</param>
/// <param name="Text">A sentence with a remedy.</param>
internal sealed record Flaw(Fault Fault, bool Fatal, string Text);
