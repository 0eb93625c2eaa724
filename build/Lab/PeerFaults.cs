namespace Mwan.Build.Lab;

/// <summary>What can go wrong at the other end of a tunnel, as data. Pure. Each stands alone.</summary>
public static class PeerFaults
{
    /// <summary>All that can go wrong there.</summary>
    public static IReadOnlyList<LinkFault> All(LabPeer peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        return [Dead(peer), AnotherKey(peer), BoxForgotten(peer), NeverBegins(peer), .. peer.IsNamed ? (LinkFault[])[Moved(peer)] : []];
    }

    /// <summary>The machine is gone: nothing that is sent to it arrives.</summary>
    public static LinkFault Dead(LabPeer peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        return LinkFaults.Filter("dead", peer.Namespace, LabPeer.UplinkLink, LinkFaults.Everything, LinkFaults.Everything);
    }

    /// <summary>
    /// It has nothing to say by itself and never begins a handshake (type 1, section 5.4.2 of WireGuard's paper), which it otherwise does as
    /// soon as somebody on the Internet sends something to the box.
    /// </summary>
    public static LinkFault NeverBegins(LabPeer peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        return LinkFaults.Filter("never begins", peer.Namespace, LabPeer.UplinkLink, "", $"udp sport {peer.Tunnel.Peer.Port} @th,64,8 1 drop;");
    }

    /// <summary>It was made anew and has another key than the site says: no handshake comes about.</summary>
    public static LinkFault AnotherKey(LabPeer peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        string set = $"wg set {peer.Tunnel.Interface} private-key ";
        return new LinkFault(
            "another key",
            [new ScriptStep(peer.Namespace, $"umask 077; wg genkey > {peer.KeyFile}.other; {set}{peer.KeyFile}.other")],
            [new ScriptStep(peer.Namespace, set + peer.KeyFile)]);
    }

    /// <summary>It does not know the box's key any more and answers no handshake.</summary>
    public static LinkFault BoxForgotten(LabPeer peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        string name = peer.Tunnel.Interface;
        string kept = $"/run/world/{peer.Namespace}.peers";
        return new LinkFault(
            "box forgotten",
            [new ScriptStep(peer.Namespace, $"wg show {name} allowed-ips > {kept}; while read -r key rest; do wg set {name} peer \"$key\" remove; done < {kept}")],
            [new ScriptStep(peer.Namespace, $"while read -r key addresses; do wg set {name} peer \"$key\" allowed-ips \"$(echo $addresses | tr ' ' ,)\"; done < {kept}")]);
    }

    /// <summary>It is at another address, and its name leads there: for peers that the site knows by a name.</summary>
    public static LinkFault Moved(LabPeer peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        return new LinkFault("moved", Move(peer, peer.Public4, peer.MovedTo), Move(peer, peer.MovedTo, peer.Public4));
    }

    private static ScriptStep[] Move(LabPeer peer, System.Net.IPAddress from, System.Net.IPAddress to) =>
    [
        new(peer.Namespace, $"ip address add {to}/32 dev {LabPeer.UplinkLink}; ip address delete {from}/32 dev {LabPeer.UplinkLink}"),
        new("internet", $"ip route add {to}/32 dev {peer.InternetLink}; ip route delete {from}/32 dev {peer.InternetLink}; {WorldScript.NameAs(peer, to)}; /usr/lib/world/serve {WorldScript.NameServer}"),
    ];
}
