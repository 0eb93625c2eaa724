namespace Mwan.Agent.Observation;

/// <summary>What only the state disk itself can tell.</summary>
/// <param name="Use">Its room.</param>
/// <param name="Certificates">The certificate slot; null: the site needs none.</param>
internal sealed record StateReading(DiskUse Use, CertificateSlot? Certificates);
