using Mwan.Agent.Observation;

namespace Mwan.Agent.Networkd;

/// <summary>What networkd tells of one interface, as far as leases go; nothing in it has been checked.</summary>
/// <param name="Name">Name of the interface.</param>
/// <param name="Lease">The IPv4 lease; null: none.</param>
/// <param name="Prefixes">The delegated prefixes, in the order of the server's reply.</param>
/// <param name="Leased">Whether it tells of a DHCPv6 lease, with or without a prefix in it.</param>
internal sealed record LinkDescription(string Name, Lease? Lease, IReadOnlyList<DescribedPrefix> Prefixes, bool Leased = false);
