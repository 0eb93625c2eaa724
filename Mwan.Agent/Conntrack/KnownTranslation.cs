using System.Net;
using Mwan.Agent.Netlink;

namespace Mwan.Agent.Conntrack;

/// <summary>
/// What flows of one family of one member may be translated to: what they are now and what they were since the kernel started. Flows
/// outlive the agent, so it outlives the agent too.
/// </summary>
/// <param name="Member">Name of the member.</param>
/// <param name="Family">The family.</param>
/// <param name="Networks">The networks, the latest first.</param>
internal sealed record KnownTranslation(string Member, Family Family, IReadOnlyList<IPNetwork> Networks)
{
    /// <summary>How many are remembered: flows of an older one have had a long time to end.</summary>
    public const int MaximumNetworks = 8;

    /// <summary>Whether both say the same.</summary>
    public bool IsSameAs(KnownTranslation other) => Member == other.Member && Family == other.Family && Networks.SequenceEqual(other.Networks);
}
