namespace Mwan.Config;

/// <summary>One probe target.</summary>
/// <param name="Kind">Protocol of the probe.</param>
/// <param name="Host">Address, or a name that is resolved by the WAN that is probed.</param>
/// <param name="Port">Port for TCP, DNS and HTTP; null: the protocol's own (DNS 53, HTTP 80).</param>
/// <param name="Name">Name that DNS is asked for; null otherwise.</param>
/// <param name="Path">Path that HTTP asks for; null otherwise.</param>
public sealed record HealthTarget(ProbeKind Kind, string Host, int? Port = null, string? Name = null, string? Path = null);
