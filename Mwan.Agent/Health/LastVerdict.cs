using System.Net.Sockets;

namespace Mwan.Agent.Health;

/// <summary>What outlives the agent of one family of one member.</summary>
/// <param name="Member">Name of the WAN or tunnel.</param>
/// <param name="Family">Its family.</param>
/// <param name="Health">The verdict.</param>
/// <param name="OwesHold">See <see cref="HealthState.OwesHold"/>.</param>
/// <param name="Flaps">See <see cref="HealthState.Flaps"/>.</param>
internal sealed record LastVerdict(string Member, AddressFamily Family, FamilyHealth Health, bool OwesHold, int Flaps);
