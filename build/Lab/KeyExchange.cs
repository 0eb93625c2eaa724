namespace Mwan.Build.Lab;

/// <summary>How the box and the other end of a tunnel learn each other's public key in a lab, as scripts. Pure.</summary>
/// <remarks>
/// The site says the public key of a machine that is not here, and nobody here has the private one. So the peer makes a key of its own,
/// and the box is given it in the two files of its image that say the peer's: over them, for the image itself cannot be changed, and until
/// the box is turned off. The box's own key is the one that it has made.
/// </remarks>
public static class KeyExchange
{
    private const string Overlay = "/run/mwan-lab";

    /// <summary>Prints the box's public key, as soon as it has one.</summary>
    public static string BoxKey(LabPeer peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        string file = $"/state/mwan/wireguard/{peer.Tunnel.Name}.key";
        return $"""
            for try in $(seq 300); do
                [ ! -s {file} ] || break
                sleep 0.5
            done
            wg pubkey < {file}
            """;
    }

    /// <summary>Prints the peer's public key.</summary>
    public static string PeerKey(LabPeer peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        return $"wg pubkey < {peer.KeyFile}";
    }

    /// <summary>Tells the peer the box's key, and that alone.</summary>
    public static string ToPeer(LabPeer peer, PeerFiles files, string boxKey)
    {
        ArgumentNullException.ThrowIfNull(peer);
        ArgumentNullException.ThrowIfNull(files);
        return $"""
            wg show {peer.Tunnel.Interface} peers | while read -r key; do
                [ "$key" = '{boxKey}' ] || wg set {peer.Tunnel.Interface} peer "$key" remove
            done
            wg set {peer.Tunnel.Interface} peer '{boxKey}' allowed-ips {files.AllowedIps}
            """;
    }

    /// <summary>Tells the box the peer's key; prints <c>told</c> unless it knows it already.</summary>
    public static string ToBox(LabPeer peer, string peerKey)
    {
        ArgumentNullException.ThrowIfNull(peer);
        return $$"""
            mkdir -p -m 0755 {{Overlay}}
            for file in /etc/systemd/network/20-{{peer.Tunnel.Interface}}.netdev /usr/lib/mwan/config.json; do
                if grep -qF '{{peerKey}}' "$file"; then
                    continue
                fi
                over={{Overlay}}/${file##*/}
                sed 's|{{peer.Tunnel.Peer.PublicKey}}|{{peerKey}}|' "$file" > "$over.new"
                chmod 0644 "$over.new"
                if [ -e "$over" ]; then
                    cat "$over.new" > "$over"
                else
                    mv "$over.new" "$over"
                    mount --bind "$over" "$file"
                fi
                grep -qF '{{peerKey}}' "$file"
                echo told
            done
            """;
    }

    /// <summary>Has the box read what it was told: networkd makes the tunnel anew, and then the agent starts anew.</summary>
    public static string Reread(IEnumerable<LabPeer> peers) => $"""
        {string.Join('\n', peers.Select(static peer => $"ip link delete dev {peer.Tunnel.Interface} 2> /dev/null || :"))}
        systemctl restart systemd-networkd
        systemctl restart mwan
        """;
}
