using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Mwan.Config;

namespace Mwan.Build.Lab;

/// <summary>The script that makes the lab's namespaces, links and servers in the world. Pure.</summary>
public static class WorldScript
{
    /// <summary>Where the world finds it.</summary>
    public const string Path = "/etc/world/up";

    private const string Names = "/etc/world/names";

    // Forwarding is on everywhere, also at the clients: it keeps the kernel from taking routes out of advertisements.
    private const string Functions = """
        set -eu
        at() {
            space=$1; shift
            case $1 in
                ip) shift; ip -netns "$space" "$@" ;;
                *) ip netns exec "$space" "$@" ;;
            esac
        }
        serve() { /usr/lib/world/serve "$@"; }
        space() {
            ip netns add "$1"
            at "$1" sh -euc 'sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv6.conf.default.accept_dad=0; ip link set lo up'
        }
        nic() {
            for device in /sys/class/net/*; do
                [ "$(cat "$device/address")" != "$1" ] || { ip link set "${device##*/}" netns "$2" name "$3"; at "$2" ip link set "$3" up; return; }
            done
            echo "no NIC has the address $1" >&2
            exit 1
        }
        await() { # LOG CONDITION...
            log=$1; shift
            for try in $(seq 300); do
                if "$@"; then return; fi
                sleep 0.1
            done
            echo "not within 30 seconds: $*" >&2
            cat "/run/world/$log.log" >&2
            exit 1
        }

        """;

    /// <summary>The Internet's name server, as <c>serve</c> takes it: every name that nobody else has leads to the echo service.</summary>
    public static string NameServer { get; } =
        $"dns internet dnsmasq --keep-in-foreground --conf-file=/dev/null --conf-dir={Names} --no-resolv --no-hosts --user=root --pid-file= --address=/#/{LabNetwork.Echo} --address=/#/{LabNetwork.Echo6}";

    /// <summary>The name server's file with a peer's name.</summary>
    public static string NamesOf(LabPeer peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        return $"{Names}/{peer.Tunnel.Name}";
    }

    /// <summary>The command that lets a peer's name lead to an IPv4 address, and to its IPv6 address as ever, once the name server has read it.</summary>
    public static string NameAs(LabPeer peer, IPAddress ipv4)
    {
        ArgumentNullException.ThrowIfNull(peer);
        return $"printf 'address=/{peer.Tunnel.Peer.Host}/%s\\n' {ipv4} {peer.Public6} > {NamesOf(peer)}";
    }

    /// <summary>The script.</summary>
    /// <param name="network">Who is where.</param>
    /// <param name="peers">What the other end of each tunnel is configured with.</param>
    public static string Render(LabNetwork network, IReadOnlyDictionary<LabPeer, PeerFiles> peers)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(peers);
        StringBuilder script = new(Functions);
        Internet(script, network);
        foreach (LabPeer peer in network.Peers)
        {
            Peer(script, peer, peers[peer]);
        }

        foreach (LabIsp isp in network.Isps)
        {
            Isp(script, isp);
        }

        Downstream(script, network);
        Office(script, network);
        foreach (LabClient client in network.Clients)
        {
            Client(script, client);
        }

        return script.ToString();
    }

    private static void Internet(StringBuilder script, LabNetwork network)
    {
        Line(script, $"space internet");
        foreach (IPAddress address in network.InternetAddresses)
        {
            Line(script, $"at internet ip address add {address}/{Prefix.Bits(address)} dev lo");
        }

        Line(script, $"mkdir -p {Names}");
        foreach (LabPeer peer in network.Peers.Where(static peer => peer.IsNamed))
        {
            Line(script, $"{NameAs(peer, peer.Public4)}");
        }

        Line(script, $"serve {NameServer}");
        Line(script, $"serve echo-internet internet python3 /usr/lib/world/echo.py");
    }

    // What its files say. The machine has its public addresses on its line, as a VPS does, and not in a network of its own.
    private static void Peer(StringBuilder script, LabPeer peer, PeerFiles files)
    {
        string space = peer.Namespace;
        string tunnel = peer.Tunnel.Interface;
        Line(script, $"space {space}");
        Line(script, $"ip link add {peer.InternetLink} netns internet type veth peer name {LabPeer.UplinkLink} netns {space}");
        Line(script, $"at internet ip address add {peer.Gateway}/32 dev {peer.InternetLink}");
        Line(script, $"at internet ip address add fe80::1/64 dev {peer.InternetLink} nodad");
        Line(script, $"at internet ip link set {peer.InternetLink} up");
        Line(script, $"at {space} ip address add {peer.Public4}/32 dev {LabPeer.UplinkLink}");
        Line(script, $"at {space} ip address add {peer.Public6}/128 dev {LabPeer.UplinkLink} nodad");
        Line(script, $"at {space} ip link set {LabPeer.UplinkLink} up");
        Line(script, $"at internet ip route add {peer.Public4}/32 dev {peer.InternetLink}");
        Line(script, $"at internet ip -6 route add {peer.Public6}/128 dev {peer.InternetLink}");
        Line(script, $"at {space} ip route add default via {peer.Gateway} dev {LabPeer.UplinkLink} onlink");
        Line(script, $"at {space} ip -6 route add default via fe80::1 dev {LabPeer.UplinkLink}");
        Line(script, $"at {space} nft -f {PeerFiles.RulesetOf(peer)}");
        Line(script, $"at {space} ip link add {tunnel} mtu {files.Mtu} type wireguard");
        Line(script, $"(umask 077; wg genkey > {peer.KeyFile})");
        Line(script, $"at {space} wg set {tunnel} listen-port {files.Port} private-key {peer.KeyFile}");
        foreach (string address in files.Addresses)
        {
            Line(script, $"at {space} ip address add {address} dev {tunnel}");
        }

        Line(script, $"at {space} ip link set {tunnel} up");
        foreach (string route in files.Routes)
        {
            Line(script, $"at {space} ip route add {route} dev {tunnel}");
        }
    }

    private static void Isp(StringBuilder script, LabIsp isp)
    {
        string space = isp.Namespace;
        Line(script, $"space {space}");
        Line(script, $"ip link add {isp.InternetLink} netns internet type veth peer name {LabIsp.UplinkLink} netns {space}");
        Line(script, $"at internet ip address add {isp.UplinkPeer}/30 dev {isp.InternetLink}");
        Line(script, $"at internet ip address add {isp.UplinkPeer6}/64 dev {isp.InternetLink}");
        Line(script, $"at internet ip link set {isp.InternetLink} up");
        Line(script, $"at {space} ip address add {isp.Uplink}/30 dev uplink");
        Line(script, $"at {space} ip address add {isp.Uplink6}/64 dev uplink");
        Line(script, $"at {space} ip link set uplink up");
        foreach (IPNetwork owned in isp.Owned(AddressFamily.InterNetwork))
        {
            Line(script, $"at internet ip route add {owned} via {isp.Uplink}");
        }

        foreach (IPNetwork owned in isp.Owned(AddressFamily.InterNetworkV6))
        {
            Line(script, $"at internet ip -6 route add {owned} via {isp.Uplink6}");
        }

        Port(script, isp);

        Line(script, $"at {space} nft -f {IspFiles.Directory(isp)}/port.nft");
        Line(script, $"at {space} ip address add {isp.Gateway}/{isp.Network.PrefixLength} dev {isp.Link}");
        Line(script, $"at {space} ip address add fe80::1/64 dev {isp.Link} nodad");
        Line(script, $"at {space} ip address add {isp.Network6.BaseAddress}1/64 dev {isp.Link} nodad");
        if (isp.Mapped is IPNetwork mapped)
        {
            Line(script, isp.Wan.MappingsOnLink
                ? (FormattableString)$"at {space} ip address add {isp.MappedGateway}/{mapped.PrefixLength} dev {isp.Link}"
                : $"at {space} ip route add {mapped} via {isp.Lease}");
        }

        Line(script, $"at {space} ip route add default via {isp.UplinkPeer}");
        Line(script, $"at {space} ip -6 route add default via {isp.UplinkPeer6}");
        string directory = IspFiles.Directory(isp);
        Line(script, $"serve dhcp4-{isp.Wan.Name} {space} kea-dhcp4 -c {directory}/dhcp4.json");
        Line(script, $"serve dhcp6-{isp.Wan.Name} {space} kea-dhcp6 -c {directory}/{IspFiles.Numbered}");
        Line(script, $"serve radvd-{isp.Wan.Name} {space} radvd --nodaemon --logmethod=stderr --config={directory}/radvd.conf --pidfile=/run/radvd-{isp.Wan.Name}.pid");
    }

    // hostapd listens for DHCP as well, to hear of new stations: where the VLAN lies above it, its server has a namespace of its own.
    private static void Port(StringBuilder script, LabIsp isp)
    {
        string parent = isp.PortNamespace;
        if (isp.Wan.Vlan is int vlan)
        {
            Line(script, $"space {parent}");
            Line(script, $"nic {LabNetwork.MacOf(isp.Index + 1)} {parent} wan");
            Line(script, $"at {parent} ip link add link wan name {isp.Link} type vlan id {vlan}");
            Line(script, $"at {parent} ip link set {isp.Link} netns {isp.Namespace}");
            Line(script, $"at {isp.Namespace} ip link set {isp.Link} up");
        }
        else
        {
            Line(script, $"nic {LabNetwork.MacOf(isp.Index + 1)} {parent} wan");
        }

        Line(script, $"serve capture-{isp.Wan.Name} {parent} tcpdump -i wan -w {LabCapture.FileOf(isp)} -s {LabCapture.Length} -U --immediate-mode -Z root");
        Line(script, $"await capture-{isp.Wan.Name} test -s {LabCapture.FileOf(isp)}");
        if (isp.Wan.Authentication is not null)
        {
            string directory = IspFiles.Directory(isp);
            Line(script, $"chmod +x {directory}/authorised");
            Line(script, $"serve hostapd-{isp.Wan.Name} {parent} hostapd {directory}/{IspFiles.Accepting}");
            Line(script, $"await hostapd-{isp.Wan.Name} test -S /run/world/hostapd/wan");
            Line(script, $"serve authorised-{isp.Wan.Name} {parent} hostapd_cli -p /run/world/hostapd -i wan -a {directory}/authorised");
        }
    }

    // Whoever manages the router sits in another subnet than it does.
    private static void Office(StringBuilder script, LabNetwork network)
    {
        Line(script, $"space office");
        Line(script, $"nic {LabNetwork.MacOf(network.Isps.Count + 1)} office wan");
        Line(script, $"at office ip address add {network.ManagementGateway}/{network.Management.PrefixLength} dev wan");
        Line(script, $"serve dhcp-office office dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 --user=root --pid-file= --leasefile-ro --interface=wan --dhcp-range={network.Management.Address},{network.Management.Address}");
        Line(script, $"space admin");
        Line(script, $"ip link add admin netns office type veth peer name lan netns admin");
        Line(script, $"at office ip address add {LabNetwork.AdminGateway}/24 dev admin");
        Line(script, $"at office ip link set admin up");
        Line(script, $"at admin ip address add {LabNetwork.Admin}/24 dev lan");
        Line(script, $"at admin ip link set lan up");
        Line(script, $"at admin ip route add default via {LabNetwork.AdminGateway}");
    }

    private static void Downstream(StringBuilder script, LabNetwork network)
    {
        Lan lan = network.Site.Lan;
        Line(script, $"space opnsense");
        Line(script, $"nic {LabNetwork.MacOf(0)} opnsense wan");
        Line(script, $"at opnsense ip address add {lan.Router.Ipv4}/{lan.Ipv4.PrefixLength} dev wan");
        if (lan.Router.Ipv6 is { } ipv6)
        {
            Line(script, $"at opnsense ip address add {ipv6}/64 dev wan nodad");
        }

        foreach (IPAddress address in network.Site.Wans.SelectMany(static wan => wan.Mappings).Select(static mapping => mapping.Internal).Distinct().Where(address => !address.Equals(lan.Router.Ipv4)))
        {
            Line(script, $"at opnsense ip address add {address}/{lan.Ipv4.PrefixLength} dev wan");
        }

        Line(script, $"at opnsense ip route add default via {lan.Ipv4.Address}");
        Line(script, $"at opnsense ip -6 route add default via {lan.LinkLocal} dev wan");
        Line(script, $"at opnsense nft add table ip nat");
        Line(script, $"at opnsense nft 'add chain ip nat out {{ type nat hook postrouting priority 100; }}'");
        Line(script, $"serve echo-opnsense opnsense python3 /usr/lib/world/echo.py");
    }

    private static void Client(StringBuilder script, LabClient client)
    {
        string space = client.Namespace;
        Line(script, $"space {space}");
        Line(script, $"ip link add {space} netns opnsense type veth peer name lan netns {space}");
        Line(script, $"at opnsense ip link set {space} up");
        Line(script, $"at opnsense ip address add {client.Gateway}/24 dev {space}");
        Line(script, $"at opnsense nft add rule ip nat out oifname wan ip saddr {client.Gateway}/24 snat to {client.TranslatedTo}");
        Line(script, $"at {space} ip link set lan up");
        Line(script, $"at {space} ip address add {client.Ipv4}/24 dev lan");
        Line(script, $"at {space} ip route add default via {client.Gateway}");
        if (client.Ipv6 is { } ipv6)
        {
            Line(script, $"at opnsense ip address add {client.Gateway6}/64 dev {space} nodad");
            Line(script, $"at {space} ip address add {ipv6}/64 dev lan nodad");
            Line(script, $"at {space} ip -6 route add default via {client.Gateway6}");
        }

        Line(script, $"serve echo-{space} {space} python3 /usr/lib/world/echo.py");
    }

    private static void Line(StringBuilder script, FormattableString line) => script.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
