using System.Net;
using Mwan.Agent.Observation;
using Mwan.Config;

namespace Mwan.Agent.Explaining;

/// <summary>Explains destinations that no member is asked for: the box, the LAN, what never leaves its link.</summary>
internal static class NearAddress
{
    /// <summary>The explanation; null: the destination is far.</summary>
    public static Explanation? Explain(Site site, World world, Question question)
    {
        IPAddress address = question.Address;
        if (IsOfItsLink(address))
        {
            return Told(question, reachable: false, "Unreachable because such an address is valid on its own link only and is never forwarded.");
        }

        if (address.Equals(site.Lan.Ipv4.Address) || address.Equals(site.Lan.Ipv6?.Address) || address.Equals(site.Lan.LinkLocal))
        {
            return Told(question, reachable: true, $"This box itself, on the LAN ({site.Lan.Interface}): it answers pings there.");
        }

        if (world.Links.FirstOrDefault(link => LanSide.Addresses(link).Contains(address)) is { } own)
        {
            return Told(question, reachable: true, own.Role == LinkRole.Management
                ? $"This box itself, on the management link ({own.Interface}): SSH and pings are answered there, and nothing is forwarded to or from it."
                : $"This box itself, at {own.Name} ({own.Interface}).");
        }

        return LanSide.Has(site, address) ? OnLan(site, world, question) : null;
    }

    private static Explanation OnLan(Site site, World world, Question question)
    {
        string device = $"dev {site.Lan.Interface}";
        bool behind = !question.Address.Equals(site.Lan.Router.Ipv6)
            && (site.Lan.Prefix?.Contains(question.Address) == true || site.Lan.RoutedIpv4.Any(network => network.Contains(question.Address)));
        IPAddress? router = question.IsIpv4 ? site.Lan.Router.Ipv4 : world.RouterLinkLocal ?? site.Lan.Router.Ipv6;
        if (world.Links.FirstOrDefault(link => link.Role == LinkRole.Lan)?.Device is not { Up: true, Carrier: true })
        {
            return Told(question, reachable: false, $"Unreachable because the LAN's link {site.Lan.Interface} is not up.");
        }

        if (behind && router is null)
        {
            return Told(question, reachable: false, "Unreachable because the router's link-local address has not been learned yet; write it as lan.router.linkLocal if it never is.");
        }

        return Told(question, reachable: true, behind
            ? $"Behind the downstream router: not balanced and not translated."
            : $"On the LAN: not balanced and not translated.") with
        {
            Ways = [new Way("lan", 100, "every table has the way to the LAN", Translation: null, behind ? $"via {router} {device}" : device)],
        };
    }

    private static bool IsOfItsLink(IPAddress address) =>
        IPAddress.IsLoopback(address) || address.IsIPv6Multicast || address.IsIPv6LinkLocal
            || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || address.Equals(IPAddress.Broadcast)
            || (address.GetAddressBytes() is [var first, var second, _, _] && (first is 0 or >= 224 || (first == 169 && second == 254)));

    private static Explanation Told(Question question, bool reachable, string summary) =>
        new() { Address = question.Address, From = question.From, Reachable = reachable, Summary = summary };
}
