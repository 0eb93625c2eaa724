using System.Net;
using Mwan.Agent.Netlink;
using Mwan.Config;

namespace Mwan.Agent.Observation;

/// <summary>Finds the downstream router's link-local address among the neighbours of the LAN.</summary>
internal static class DownstreamLink
{
    /// <summary>The configured one, or that of the neighbour with the MAC of the router's other addresses; null: not learned.</summary>
    public static IPAddress? RouterLinkLocal(Lan lan, NetworkSnapshot network)
    {
        if (lan.Router.LinkLocal is { } configured)
        {
            return configured;
        }

        int? index = network.Links.FirstOrDefault(link => string.Equals(link.Name, lan.Interface, StringComparison.Ordinal))?.Index;
        NeighbourMessage[] neighbours = [.. network.Neighbours.Where(neighbour => neighbour.LinkIndex == index && neighbour.Mac is not null)];
        NeighbourMessage[] local = [.. neighbours.Where(neighbour => neighbour.Address.IsIPv6LinkLocal)];
        string? mac = neighbours.FirstOrDefault(neighbour => neighbour.Address.Equals(lan.Router.Ipv4) || neighbour.Address.Equals(lan.Router.Ipv6))?.Mac;
        NeighbourMessage[] routers = mac is null
            ? [.. local.Where(neighbour => neighbour.IsRouter)]
            : [.. local.Where(neighbour => string.Equals(neighbour.Mac, mac, StringComparison.Ordinal))];
        return routers.Length == 0 ? null : routers.Select(neighbour => neighbour.Address).MinBy(address => address.ToString(), StringComparer.Ordinal);
    }
}
