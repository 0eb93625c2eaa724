using System.Net;
using System.Net.Sockets;
using Mwan.Config;

namespace Mwan.Build.Vps;

/// <summary>
/// What the templates of <c>image/vps</c> see of one tunnel as <c>tunnel.vps</c>, beside all that those of the overlay see: the other end of what
/// the site says of this one.
/// </summary>
internal static class VpsContext
{
    private static readonly IPNetwork[] NotGlobal =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("fc00::/7"),
    ];

    /// <summary>The context.</summary>
    /// <param name="tunnel">The tunnel.</param>
    /// <param name="boxKey">The box's public key; null: not known yet.</param>
    public static Dictionary<string, object?> Of(Tunnel tunnel, string? boxKey)
    {
        IReadOnlyList<InterfaceAddress> own = [.. tunnel.Peer.Gateways.Select(gateway => OwnAddress(tunnel, gateway))];
        IReadOnlyList<IPAddress> box = [.. tunnel.Addresses.Select(address => address.Address)];
        return new(StringComparer.Ordinal)
        {
            ["boxKey"] = boxKey,
            ["addresses"] = own.Select(address => address.ToString()).ToList<object?>(),
            ["boxAddresses"] = box.Select(Host).ToList<object?>(),
            ["routes"] = box.Where(address => !own.Any(other => other.Network.Contains(address))).Select(Host).ToList<object?>(),
            ["masqueraded"] = box.Where(IsNotGlobal).Select(Source).ToList<object?>(),
            ["routed"] = box.Where(address => !IsNotGlobal(address)).Select(Host).ToList<object?>(),
            ["ipv6"] = box.Any(address => address.AddressFamily == AddressFamily.InterNetworkV6),
            ["forwards"] = tunnel.Peer.Forwards.Select(forward => Forwarded(tunnel, forward)).ToList<object?>(),
        };
    }

    // The gateway is inside one of the tunnel's networks: the site's rules see to that.
    private static InterfaceAddress OwnAddress(Tunnel tunnel, IPAddress gateway) =>
        new(gateway, tunnel.Addresses.First(address => address.Network.Contains(gateway)).PrefixLength);

    private static bool IsNotGlobal(IPAddress address) => NotGlobal.Any(network => network.Contains(address));

    private static string Host(IPAddress address) => new IPNetwork(address, Prefix.Bits(address)).ToString();

    private static Dictionary<string, object?> Source(IPAddress address) => new(StringComparer.Ordinal)
    {
        ["header"] = Header(address),
        ["address"] = address.ToString(),
    };

    // To the box's own address in the tunnel: to whom it goes from there is the box's business.
    private static Dictionary<string, object?> Forwarded(Tunnel tunnel, Forward forward) => new(StringComparer.Ordinal)
    {
        ["family"] = Prefix.Bits(forward.To) == 32 ? "ipv4" : "ipv6",
        ["header"] = Header(forward.To),
        ["protocol"] = forward.Protocol,
        ["ports"] = string.Join(", ", forward.Ports),
        ["to"] = tunnel.AddressFor(forward.To)!.ToString(),
        ["target"] = forward.To.ToString(),
    };

    // nft has a word per family.
    private static string Header(IPAddress address) => Prefix.Bits(address) == 32 ? "ip" : "ip6";
}
