using System.Net;
using System.Net.Sockets;
using Mwan.Agent.Netlink;
using Mwan.Agent.Observation;
using Mwan.Config;

namespace Mwan.Agent.Gateways;

/// <summary>
/// Which gateway each WAN has per family, and whether it answered when the kernel last asked. While the kernel is asking, the last answer
/// stands; another gateway or another link begins anew.
/// </summary>
internal sealed class GatewayTable
{
    private readonly Dictionary<(string Wan, AddressFamily Family), Entry> _entries = [];

    /// <summary>The gateways now, for whoever asks them from another thread.</summary>
    public IReadOnlyDictionary<(string Wan, AddressFamily Family), Gateway> Known { get; private set; } = new Dictionary<(string, AddressFamily), Gateway>();

    /// <summary>The same world in which it is told which gateways answer.</summary>
    public World Complete(World world, Site site, NetworkSnapshot network)
    {
        World known = world;
        foreach (Wan wan in site.Wans)
        {
            LinkMessage? link = network.Links.FirstOrDefault(candidate => string.Equals(candidate.Name, wan.DataInterface, StringComparison.Ordinal));
            known = known.With(wan.Name, upstream => upstream with
            {
                Ipv4GatewayAnswers = Look(wan.Name, AddressFamily.InterNetwork, link, upstream.Lease?.Gateway, network),
                Ipv6GatewayAnswers = Look(wan.Name, AddressFamily.InterNetworkV6, link, upstream.Ipv6Gateway, network),
            });
        }

        Known = _entries.ToDictionary(entry => entry.Key, entry => entry.Value.Gateway);
        return known;
    }

    private bool? Look(string wan, AddressFamily family, LinkMessage? link, IPAddress? address, NetworkSnapshot network)
    {
        if (address is null || link is not { Up: true, Carrier: true, Resolves: true })
        {
            _ = _entries.Remove((wan, family));
            return null;
        }

        Gateway gateway = new(link.Index, address);
        bool? before = _entries.TryGetValue((wan, family), out Entry? last) && last.Gateway == gateway ? last.Answers : null;
        NeighbourMessage? neighbour = network.Neighbours.FirstOrDefault(candidate => candidate.LinkIndex == link.Index && candidate.Address.Equals(address));
        bool? answers = neighbour switch
        {
            null => before,
            { State: Rtm.NUD_PERMANENT or Rtm.NUD_NOARP } => null,
            _ => neighbour.Answers ?? before,
        };
        _entries[(wan, family)] = new Entry(gateway, answers);
        return answers;
    }

    private sealed record Entry(Gateway Gateway, bool? Answers);
}
