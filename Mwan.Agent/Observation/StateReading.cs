using Mwan.Agent.Upgrades;

namespace Mwan.Agent.Observation;

/// <summary>What only the state disk itself can tell.</summary>
/// <param name="Use">Its room.</param>
/// <param name="Certificates">The certificate slot; null: the site needs none.</param>
/// <param name="Upgrade">The last upgrade, if a person should know of it.</param>
internal sealed record StateReading(DiskUse Use, CertificateSlot? Certificates, UpgradeStanding? Upgrade);
