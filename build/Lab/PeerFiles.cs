namespace Mwan.Build.Lab;

/// <summary>
/// What <c>--target=Vps</c> writes for the other end of a tunnel, as the world takes it, which has no networkd: the ruleset as it is,
/// the rest as what ip(8) and wg(8) are told.
/// </summary>
/// <param name="Device">The .netdev file.</param>
/// <param name="Network">The .network file.</param>
/// <param name="Ruleset">The nftables file.</param>
public sealed record PeerFiles(NetworkdFile Device, NetworkdFile Network, string Ruleset)
{
    /// <summary>MTU of the tunnel in bytes.</summary>
    public string Mtu => Device.One("NetDev", "MTUBytes");

    /// <summary>UDP port.</summary>
    public string Port => Device.One("WireGuard", "ListenPort");

    /// <summary>What the box may send from, as wg(8) takes it.</summary>
    public string AllowedIps => string.Join(',', Device.All("WireGuardPeer", "AllowedIPs"));

    /// <summary>Its own addresses in the tunnel, with their prefix lengths.</summary>
    public IReadOnlyList<string> Addresses => Network.All("Network", "Address");

    /// <summary>What else is reached through the tunnel.</summary>
    public IReadOnlyList<string> Routes => Network.All("Route", "Destination");

    /// <summary>Where the world finds the ruleset.</summary>
    public static string RulesetOf(LabPeer peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        return $"/etc/world/{peer.Namespace}/rules.nft";
    }

    /// <summary>Reads what was rendered for a peer.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="directory">Where all peers were rendered to.</param>
    public static PeerFiles Read(LabPeer peer, string directory)
    {
        ArgumentNullException.ThrowIfNull(peer);
        string etc = Path.Combine(directory, peer.Tunnel.Name, "etc");
        string name = peer.Tunnel.Interface;
        return new PeerFiles(
            NetworkdFile.Parse(File.ReadAllText(Path.Combine(etc, "systemd", "network", $"50-{name}.netdev"))),
            NetworkdFile.Parse(File.ReadAllText(Path.Combine(etc, "systemd", "network", $"50-{name}.network"))),
            File.ReadAllText(Path.Combine(etc, $"nftables-{name}.conf")));
    }
}
