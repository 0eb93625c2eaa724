using System.Net;

namespace Mwan.Agent.Observation;

/// <summary>A route that an ISP announced, from a WAN's staging table.</summary>
/// <param name="Destination">Destination.</param>
/// <param name="Gateway">Next hop on the WAN; null: on the link.</param>
internal sealed record StagedRoute(IPNetwork Destination, IPAddress? Gateway)
{
    /// <summary>Whether it is a default route.</summary>
    public bool IsDefault => Destination.PrefixLength == 0;
}
