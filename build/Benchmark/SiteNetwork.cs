using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Mwan.Build.Processes;
using Mwan.Config;

namespace Mwan.Build.Benchmark;

/// <summary>
/// The links of a site as <c>veth</c> pairs, with the addresses that <c>mwan measure</c> gives its world, as commands of
/// <c>ip -batch</c>. Nothing has to be learned from a neighbour: every one is entered, and those of the
/// WANs answer whoever asks all the same.
/// </summary>
public sealed class SiteNetwork
{
    /// <summary>The shell commands that make it around the router's, for a script that <see cref="In"/> gives the rest.</summary>
    public const string Making = """
        set -eu
        echo "$LINKS" | ip -batch -
        ip netns add client
        ip netns add internet
        for end in $CLIENT_ENDS; do ip link set "$end" netns client; done
        for end in $INTERNET_ENDS; do ip link set "$end" netns internet; done
        for namespace in client internet; do ip -n $namespace link set lo up; done
        echo "$CLIENT" | ip -n client -batch -
        echo "$INTERNET" | ip -n internet -batch -
        echo 1 >/proc/sys/net/ipv4/ip_forward
        echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
        for each in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 >"$each"; done
        ip -6 address add fe80::1/64 dev "$LAN" nodad
        """;

    private readonly List<string> links = [];
    private readonly List<string> client = [];
    private readonly List<string> internet = [];
    private readonly Site site;

    private SiteNetwork(Site site) => this.site = site;

    /// <summary>What makes the router's network: both ends of every link, addresses, and the routes that DHCP and RA would stage.</summary>
    public IReadOnlyList<string> Links => links;

    /// <summary>What makes the network of who calls, once <see cref="ClientEnds"/> are in it.</summary>
    public IReadOnlyList<string> Client => client;

    /// <summary>What makes the network of the ISPs and of who is called, once <see cref="InternetEnds"/> are in it.</summary>
    public IReadOnlyList<string> Internet => internet;

    /// <summary>The far ends on the LAN side.</summary>
    public IReadOnlyList<string> ClientEnds { get; private set; } = [];

    /// <summary>The far ends of the WANs.</summary>
    public IReadOnlyList<string> InternetEnds { get; private set; } = [];

    /// <summary>Who is called (RFC 5737 and RFC 3849).</summary>
    public static IReadOnlyList<IPAddress> Called { get; } = [IPAddress.Parse("198.51.100.1"), IPAddress.Parse("2001:db8:ffff::1")];

    /// <summary>Who is called and never answers.</summary>
    public static IPAddress Silent { get; } = IPAddress.Parse("198.51.100.2");

    /// <summary>The IPv4 gateway of a WAN.</summary>
    /// <param name="place">The WAN's place in the file, from 0.</param>
    public static IPAddress Gateway(int place) => IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"198.18.{place + 1}.1"));

    /// <summary>The prefix that a WAN delegates.</summary>
    /// <param name="place">Its place in the file, from 0.</param>
    /// <param name="wan">The WAN.</param>
    public static IPNetwork Delegated(int place, Wan wan)
    {
        ArgumentNullException.ThrowIfNull(wan);
        return IPNetwork.Parse(string.Create(CultureInfo.InvariantCulture, $"2001:db8:{place + 1}00::/{wan.Delegation ?? 64}"));
    }

    /// <summary>The network of a site.</summary>
    public static SiteNetwork Of(Site site)
    {
        ArgumentNullException.ThrowIfNull(site);
        SiteNetwork network = new(site);
        network.Link(site.Management.Interface);
        network.AddLan();
        network.internet.AddRange(Called.Select(static address => $"addr add {address} dev lo"));
        network.internet.Add($"route add blackhole {Silent}");
        network.InternetEnds = [.. site.Wans.Select(network.AddWan)];
        network.AddTunnels();
        return network;
    }

    /// <summary>The Internet has these addresses too.</summary>
    public void Serve(IEnumerable<IPAddress> addresses) => internet.AddRange(addresses.Except(Called).Select(static address => $"addr add {address} dev lo"));

    /// <summary>A script that begins with <see cref="Making"/>, with what that needs.</summary>
    public Command In(Command script)
    {
        ArgumentNullException.ThrowIfNull(script);
        return script
            .WithEnvironment("LINKS", string.Join('\n', Links))
            .WithEnvironment("CLIENT", string.Join('\n', Client))
            .WithEnvironment("INTERNET", string.Join('\n', Internet))
            .WithEnvironment("CLIENT_ENDS", string.Join(' ', ClientEnds))
            .WithEnvironment("INTERNET_ENDS", string.Join(' ', InternetEnds))
            .WithEnvironment("LAN", site.Lan.Interface);
    }

    private void AddLan()
    {
        string end = Link(site.Lan.Interface);
        string router = $"{site.Lan.Router.Ipv4}";
        ClientEnds = [end];
        links.Add($"addr add {site.Lan.Ipv4} dev {site.Lan.Interface}");
        links.Add($"neigh replace {router} lladdr {Mac(end)} dev {site.Lan.Interface} nud permanent");
        links.Add($"neigh replace fe80::2 lladdr {Mac(end)} dev {site.Lan.Interface} nud permanent");
        client.Add($"addr add {router}/{site.Lan.Ipv4.PrefixLength} dev {end}");
        client.Add($"link set {end} up");
        client.Add($"neigh replace {site.Lan.Ipv4.Address} lladdr {Mac(site.Lan.Interface)} dev {end} nud permanent");
        client.Add($"neigh replace fe80::1 lladdr {Mac(site.Lan.Interface)} dev {end} nud permanent");
        client.Add($"route add default via {site.Lan.Ipv4.Address} dev {end}");
        if (site.Lan.Prefix is IPNetwork prefix)
        {
            client.Add($"addr add {prefix.BaseAddress}/128 dev {end} nodad");
            client.Add($"route add default via fe80::1 dev {end} src {prefix.BaseAddress}");
        }
    }

    private string AddWan(Wan wan, int place)
    {
        string end = Link(wan.DataInterface);
        if (wan.Vlan is not null)
        {
            Link(wan.Interface);
        }

        string net = string.Create(CultureInfo.InvariantCulture, $"198.18.{place + 1}");
        string six = string.Create(CultureInfo.InvariantCulture, $"2001:db8:{place + 1}");
        links.Add($"addr add {net}.10/24 dev {wan.DataInterface} noprefixroute");
        links.Add($"addr add {six}ff::5/128 dev {wan.DataInterface} noprefixroute nodad");
        links.Add($"route add default via {Gateway(place)} dev {wan.DataInterface} onlink table {wan.StagingTable}");
        links.Add($"route add default via fe80::f dev {wan.DataInterface} table {wan.StagingTable}");
        links.Add($"neigh replace {Gateway(place)} lladdr {Mac(end)} dev {wan.DataInterface} nud permanent");
        links.Add($"neigh replace fe80::f lladdr {Mac(end)} dev {wan.DataInterface} nud permanent");
        internet.Add($"link set {end} up");
        internet.Add($"addr add {Gateway(place)}/24 dev {end}");
        internet.Add($"addr add fe80::f/64 dev {end} nodad");
        internet.Add($"neigh replace {net}.10 lladdr {Mac(wan.DataInterface)} dev {end} nud permanent");
        internet.Add($"neigh replace fe80::1 lladdr {Mac(wan.DataInterface)} dev {end} nud permanent");
        internet.Add($"route add {six}ff::5/128 via fe80::1 dev {end}");
        internet.AddRange(wan.Mappings.Select(mapping => $"route add {mapping.External}/32 via {net}.10 dev {end}"));
        internet.Add($"route add {Delegated(place, wan)} via fe80::1 dev {end}");
        if (place == 0)
        {
            // Who does not translate comes by the first.
            internet.Add($"route add {site.Lan.Ipv4.Network} via {net}.10 dev {end}");
            internet.AddRange(site.Lan.Prefix is IPNetwork prefix ? [$"route add {prefix} via fe80::1 dev {end}"] : []);
        }

        return end;
    }

    private void AddTunnels()
    {
        foreach (Tunnel tunnel in site.Tunnels)
        {
            Link(tunnel.Interface);
            links.AddRange(tunnel.Addresses.Select(address =>
                $"addr add {address} dev {tunnel.Interface} noprefixroute{(address.Address.AddressFamily == AddressFamily.InterNetworkV6 ? " nodad" : "")}"));
        }
    }

    private string Link(string name)
    {
        string peer = string.Create(CultureInfo.InvariantCulture, $"peer{links.Count}");
        links.Add($"link add {name} address {Mac(name)} type veth peer name {peer} address {Mac(peer)}");
        links.Add($"link set {name} up");
        links.Add($"link set {peer} up");
        return peer;
    }

    // Locally administered, the same for the same name in every run.
    private static string Mac(string name)
    {
        uint hash = name.Aggregate(2166136261u, static (sum, letter) => (sum ^ letter) * 16777619u);
        return string.Create(CultureInfo.InvariantCulture, $"02:00:{hash >> 24:x2}:{(hash >> 16) & 255:x2}:{(hash >> 8) & 255:x2}:{hash & 255:x2}");
    }
}
