using System.Globalization;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>What an ISP of the lab gives the router.</summary>
/// <param name="Name">Name of the WAN in the site.</param>
/// <param name="Number">Its number, in the names of interfaces.</param>
/// <param name="Address">The leased IPv4 address.</param>
/// <param name="PrefixLength">Its prefix length.</param>
/// <param name="Network">The network of both.</param>
/// <param name="Gateway">The ISP's address in it.</param>
/// <param name="Mapped">The external addresses of the mappings, that of <see cref="Lab.Client4"/> first.</param>
/// <param name="MappingsOnLink">Whether the ISP asks for them by ARP; otherwise it routes them to the leased address.</param>
/// <param name="Delegation">The delegated prefix.</param>
internal sealed record Offer(
    string Name, int Number, string Address, int PrefixLength, string Network, string Gateway, IReadOnlyList<string> Mapped, bool MappingsOnLink, string Delegation)
{
    /// <summary>All ISPs.</summary>
    public static IReadOnlyList<Offer> All { get; } =
    [
        new("one", 1, "198.51.100.10", 25, "198.51.100.0/25", "198.51.100.1", ["198.51.100.193", "198.51.100.194"], MappingsOnLink: false, "2001:db8:1:10::/60"),
        new("two", 2, "203.0.113.250", 28, "203.0.113.240/28", "203.0.113.241", ["203.0.113.242", "203.0.113.243"], MappingsOnLink: true, "2001:db8:2:20::/60"),
        new("three", 3, "198.18.3.10", 25, "198.18.3.0/25", "198.18.3.1", ["198.18.3.193"], MappingsOnLink: false, "2001:db8:3:300::/56"),
    ];

    /// <summary>The router's own IPv6 address at this ISP.</summary>
    public string Address6 => string.Create(CultureInfo.InvariantCulture, $"2001:db8:{Number}::5");

    /// <summary>The ISP's own address, from which it complains.</summary>
    public string Core6 => string.Create(CultureInfo.InvariantCulture, $"2001:db8:{Number}::1");

    /// <summary>All that the Internet reaches by this ISP.</summary>
    public string Everything6 => string.Create(CultureInfo.InvariantCulture, $"2001:db8:{Number}::/48");

    /// <summary>The delegation's <c>::1</c>.</summary>
    public string Edge6 => $"{Delegation[..Delegation.IndexOf('/', StringComparison.Ordinal)]}1";

    /// <summary>As whom the Internet sees <see cref="Lab.Client6"/>.</summary>
    public string Client6 => Under(Delegation);

    /// <summary>As whom the Internet sees <see cref="Lab.Client4"/>.</summary>
    public string Client4 => Mapped[0];

    /// <summary>Interface of the router.</summary>
    public string Interface => string.Create(CultureInfo.InvariantCulture, $"wan{Number}");

    /// <summary>As whom the Internet sees <see cref="Lab.Client6"/> under a delegation whose last written group ends in a zero digit.</summary>
    public static string Under(string delegation) => $"{delegation[..(delegation.IndexOf("::", StringComparison.Ordinal) - 1)]}5::10";

    /// <summary>The ISP of a WAN.</summary>
    public static Offer Of(string name) => All.Single(offer => offer.Name == name);
}
