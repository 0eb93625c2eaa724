using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Mwan.Config;

namespace Mwan.Build.Lab;

/// <summary>One ISP of the lab: what a WAN of the site is connected to.</summary>
/// <param name="Wan">The WAN.</param>
/// <param name="Index">Its place in the site's file, from 0; the ISP's numbers follow from it.</param>
public sealed record LabIsp(Wan Wan, int Index)
{
    // What the ISPs of the worked example delegate; further ones get documentation prefixes (RFC 9637).
    private static readonly string[] Prefixes = ["2600:1700:2f71:c80::", "2604:5500:c271:be00::"];

    /// <summary>Name of the network namespace.</summary>
    public string Namespace => "isp-" + Wan.Name;

    /// <summary>The interface towards the router: the VLAN's where there is one.</summary>
    public string Link => Wan.Vlan is int vlan ? string.Create(CultureInfo.InvariantCulture, $"wan.{vlan}") : "wan";

    /// <summary>The namespace with the ISP's end of the cable: one of its own where the service has a VLAN.</summary>
    public string PortNamespace => Wan.Vlan is null ? Namespace : "port-" + Wan.Name;

    /// <summary>The ISP's end of the cable.</summary>
    public const string PortLink = "wan";

    /// <summary>The ISP's interface towards the Internet.</summary>
    public const string UplinkLink = "uplink";

    /// <summary>The Internet's interface towards the ISP.</summary>
    public string InternetLink => string.Create(CultureInfo.InvariantCulture, $"isp{Index}");

    /// <summary>The gateway's IPv4 address, from the network set aside for tests (RFC 2544).</summary>
    public IPAddress Gateway => Numbered(1);

    /// <summary>The address that the router is leased.</summary>
    public IPAddress Lease => Numbered(10);

    /// <summary>The network of both.</summary>
    public IPNetwork Network => new(Numbered(0), 24);

    /// <summary>The prefix that the router is delegated; null: the site asks for none.</summary>
    public IPNetwork? Delegation => Wan.Delegation is int length ? Prefix.Of(Index < Prefixes.Length ? IPAddress.Parse(Prefixes[Index]) : Numbered6("3fff:", 0), length) : null;

    /// <summary>The prefix that the router is delegated once the ISP has renumbered; null: the site asks for none.</summary>
    public IPNetwork? OtherDelegation
    {
        get
        {
            if (Delegation is not IPNetwork first)
            {
                return null;
            }

            byte[] bytes = first.BaseAddress.GetAddressBytes();
            bytes[5] ^= 1;
            return new IPNetwork(new IPAddress(bytes), first.PrefixLength);
        }
    }

    /// <summary>The network of the address that DHCPv6 leases the router.</summary>
    public IPNetwork Network6 => new(Numbered6("3fff:f", 0), 64);

    /// <summary>That address.</summary>
    public IPAddress Lease6 => Numbered6("3fff:f", 0x72b);

    /// <summary>The ISP's end of its line to the Internet.</summary>
    public IPAddress Uplink => IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"198.19.{Index}.2"));

    /// <summary>The Internet's end.</summary>
    public IPAddress UplinkPeer => IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"198.19.{Index}.1"));

    /// <summary>The ISP's end, IPv6.</summary>
    public IPAddress Uplink6 => Numbered6("3fff:e", 2);

    /// <summary>The Internet's end, IPv6.</summary>
    public IPAddress UplinkPeer6 => Numbered6("3fff:e", 1);

    /// <summary>The smallest network with all public addresses that are mapped here, and with the gateway's own where it is on the link; null: none is mapped.</summary>
    public IPNetwork? Mapped
    {
        get
        {
            IPAddress[] externals = [.. Wan.Mappings.Select(mapping => mapping.External)];
            return externals.Length == 0
                ? null
                : Enumerable.Range(8, 23).Reverse().Select(length => Prefix.Of(externals[0], length)).First(network => externals.All(network.Contains) && (!Wan.MappingsOnLink || MappedGatewayOf(network, externals) is not null));
        }
    }

    /// <summary>The ISP's own address in <see cref="Mapped"/>.</summary>
    public IPAddress? MappedGateway => Mapped is IPNetwork network ? MappedGatewayOf(network, [.. Wan.Mappings.Select(mapping => mapping.External)]) : null;

    /// <summary>Every network whose packets the ISP forwards to the router, and from it.</summary>
    public IEnumerable<IPNetwork> Owned(AddressFamily family) =>
        new IPNetwork?[] { Network, Mapped, Delegation, OtherDelegation, Network6 }.OfType<IPNetwork>().Where(network => network.BaseAddress.AddressFamily == family);

    private static IPAddress? MappedGatewayOf(IPNetwork network, IPAddress[] taken)
    {
        byte[] bytes = network.BaseAddress.GetAddressBytes();
        bytes[3]++;
        IPAddress first = new(bytes);
        return taken.Contains(first) ? null : first;
    }

    private IPAddress Numbered(int host) => IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"198.18.{Index}.{host}"));

    private IPAddress Numbered6(string block, int host) => IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"{block}{Index:x}::{host:x}"));
}
