using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Mwan.Config;

namespace Mwan.Build.Lab;

/// <summary>The other end of a tunnel: a machine on the Internet, configured by what <c>--target=Vps</c> writes.</summary>
/// <param name="Tunnel">The tunnel.</param>
/// <param name="Index">Its place in the site's file, from 0; numbers that the site does not say follow from it.</param>
public sealed record LabPeer(Tunnel Tunnel, int Index)
{
    /// <summary>Its interface towards the Internet.</summary>
    public const string UplinkLink = "uplink";

    /// <summary>Name of the network namespace.</summary>
    public string Namespace => "vps-" + Tunnel.Name;

    /// <summary>The Internet's end of its line.</summary>
    public string InternetLink => string.Create(CultureInfo.InvariantCulture, $"vps{Index}");

    /// <summary>The Internet's address there.</summary>
    public IPAddress Gateway => IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"198.19.{128 + Index}.1"));

    /// <summary>Whether the site knows it by a name, which somebody has to look up.</summary>
    public bool IsNamed => Literal is null;

    /// <summary>Where the box finds it.</summary>
    public IPAddress Endpoint => Literal ?? Public4;

    /// <summary>Where a name leads to once it has moved.</summary>
    public IPAddress MovedTo => Documentation(150);

    /// <summary>Its public IPv4 address, under which the LAN's packets go on.</summary>
    public IPAddress Public4 => Literal is { AddressFamily: AddressFamily.InterNetwork } address ? address : Documentation(100);

    /// <summary>Its public IPv6 address.</summary>
    public IPAddress Public6 => Literal is { AddressFamily: AddressFamily.InterNetworkV6 } address
        ? address
        : IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"2001:db8:{0x100 + Index:x}::80"));

    /// <summary>The file with its private key, made when the world is.</summary>
    public string KeyFile => $"/run/world/{Namespace}.key";

    /// <summary>Every address that is its own at some time.</summary>
    public IEnumerable<IPAddress> Addresses => [Public4, Public6, .. IsNamed ? (IPAddress[])[MovedTo] : []];

    /// <summary>Whether the tunnel has addresses of a family, so that it carries it.</summary>
    public bool Carries(AddressFamily family) => Tunnel.Addresses.Any(address => address.Address.AddressFamily == family);

    private IPAddress? Literal => IPAddress.TryParse(Tunnel.Peer.Host, out IPAddress? address) ? address : null;

    private IPAddress Documentation(int first) => IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"198.51.100.{first + Index}"));
}
