using Mwan.Agent.Observation;

namespace Mwan.Agent.Supplicant;

/// <summary>What the supplicant tells of one port.</summary>
/// <param name="Interface">The interface, without a VLAN: EAPOL is untagged.</param>
/// <param name="State">Whether traffic passes.</param>
/// <param name="Reason">Why it does not, or why that is unknown, as the end of a sentence; null: it passes.</param>
internal sealed record PortReport(string Interface, PortAuthorization State, string? Reason);
