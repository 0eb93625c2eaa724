using System.Globalization;
using System.Net;
using Mwan.Config;

namespace Mwan.Build.Lab;

/// <summary>A host in a VLAN of the downstream router.</summary>
/// <param name="Site">The site.</param>
/// <param name="Number">Number of the VLAN, from 1: the subnet of the internal prefix, and the mapping that its IPv4 packets leave by.</param>
/// <param name="Host">Its host number in IPv4.</param>
/// <param name="Host6">Its interface identifier.</param>
public sealed record LabClient(Site Site, int Number, int Host, int Host6)
{
    /// <summary>Name of the network namespace, as the downstream router calls the VLAN.</summary>
    public string Namespace => string.Create(CultureInfo.InvariantCulture, $"vlan{Number}00");

    /// <summary>Its address.</summary>
    public IPAddress Ipv4 => IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"10.250.{Number}.{Host}"));

    /// <summary>Its gateway.</summary>
    public IPAddress Gateway => IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"10.250.{Number}.1"));

    /// <summary>What the downstream router makes of its source: the internal address of a mapping.</summary>
    public IPAddress TranslatedTo => Internals.Length > 0 ? Internals[(Number - 1) % Internals.Length] : Site.Lan.Router.Ipv4;

    /// <summary>Its IPv6 address; null: the site's LAN has no IPv6.</summary>
    public IPAddress? Ipv6 => Subnet(Host6);

    /// <summary>Its IPv6 gateway.</summary>
    public IPAddress? Gateway6 => Subnet(1);

    private IPAddress[] Internals => [.. Site.Wans.SelectMany(static wan => wan.Mappings).Select(static mapping => mapping.Internal).Distinct()];

    private IPAddress? Subnet(int host)
    {
        if (Site.Lan.Prefix is not IPNetwork prefix || prefix.PrefixLength > 62)
        {
            return null;
        }

        byte[] bytes = prefix.BaseAddress.GetAddressBytes();
        bytes[7] |= (byte)Number;
        bytes[14] = (byte)(host >> 8);
        bytes[15] = (byte)host;
        return new IPAddress(bytes);
    }
}
