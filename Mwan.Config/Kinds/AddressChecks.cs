using System.Net;
using System.Net.Sockets;

namespace Mwan.Config.Kinds;

/// <summary>Which addresses can be used for what.</summary>
internal static class AddressChecks
{
    private static readonly IPNetwork[] Private =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("100.64.0.0/10"),
    ];

    // IANA IPv4 and IPv6 special-purpose registries.
    private static readonly (IPNetwork Network, string Meaning)[] Unusable =
    [
        (IPNetwork.Parse("0.0.0.0/8"), "an address of 'this network'"),
        (IPNetwork.Parse("127.0.0.0/8"), "a loopback address"),
        (IPNetwork.Parse("169.254.0.0/16"), "a link-local address"),
        (IPNetwork.Parse("224.0.0.0/4"), "a multicast address"),
        (IPNetwork.Parse("240.0.0.0/4"), "a reserved address"),
        (IPNetwork.Parse("::/127"), "an unspecified or loopback address"),
        (IPNetwork.Parse("::ffff:0:0/96"), "an IPv4-mapped address"),
        (IPNetwork.Parse("fe80::/10"), "a link-local address"),
        (IPNetwork.Parse("ff00::/8"), "a multicast address"),
    ];

    /// <summary>RFC 1918 or RFC 6598.</summary>
    public static bool IsPrivate(IPAddress address) => Private.Any(n => n.Contains(address));

    /// <summary>What makes the address unusable as that of a host, or null.</summary>
    public static string? Special(IPAddress address) => Unusable.FirstOrDefault(u => u.Network.Contains(address)).Meaning;

    /// <summary>What is wrong with the address as that of a host in its network, or null.</summary>
    public static string? WrongHost(InterfaceAddress address) => Special(address.Address) is string meaning
        ? $"{address.Address} is {meaning}; no host may have it here"
        : WrongHost(address.Address, address.Network);

    /// <summary>Says if an IPv4 address is the first or last of its network, which no host may have (unless RFC 3021).</summary>
    public static string? WrongHost(IPAddress address, IPNetwork network)
    {
        if (address.AddressFamily is not AddressFamily.InterNetwork || network.PrefixLength > 30)
        {
            return null;
        }

        return address.Equals(network.BaseAddress) ? $"{address} is the address of the network {network} itself; no host may have it"
            : address.Equals(Prefix.Last(network)) ? $"{address} is the broadcast address of {network}; no host may have it"
            : null;
    }
}
