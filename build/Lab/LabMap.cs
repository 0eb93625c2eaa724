using System.Globalization;
using System.Text;

namespace Mwan.Build.Lab;

/// <summary>What is where in the lab, for people. Pure.</summary>
public static class LabMap
{
    /// <summary>The drawing, and what can be typed.</summary>
    public static string Render(LabNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        StringBuilder text = new();
        Line(text, $"internet            {LabNetwork.Echo}, {LabNetwork.Echo6}: says who calls (TCP 80 and 443, UDP 7); every probe's target");
        foreach (LabIsp isp in network.Isps)
        {
            Line(text, $"  |");
            string mapped = isp.Mapped is { } public4 ? $", {public4} {(isp.Wan.MappingsOnLink ? "on the link" : "routed")}" : "";
            string port = isp.Wan.Authentication is null ? "" : ", 802.1X";
            Line(text, $"  +-- {isp.Namespace,-17} gateway {isp.Gateway} and fe80::1, leases {isp.Lease}, delegates {isp.Delegation}{mapped}{port}");
            Line(text, $"  |     |             {isp.Link} <-> {isp.Wan.DataInterface} of the router ({isp.Wan.Port.Name})");
        }

        foreach (LabPeer peer in network.Peers)
        {
            Line(text, $"  |");
            Line(text, $"  +-- {peer.Namespace,-17} {peer.Public4}, {peer.Public6}: WireGuard, and masquerades; {peer.Tunnel.Interface} at both ends");
            Line(text, $"  |                   {string.Join(", ", peer.Tunnel.Peer.Gateways)} <-> {string.Join(", ", peer.Tunnel.Addresses.Select(static address => address.Address))} of the router, over {peer.Tunnel.Over}");
        }

        Line(text, $"  |     |");
        Line(text, $"router [{network.Site.Appliance.Name}]         manages itself at {network.Management.Address}, from {LabNetwork.Admin} in \"admin\" behind \"office\"");
        Line(text, $"  |");
        Line(text, $"opnsense            {network.Site.Lan.Router.Ipv4}, {network.Site.Lan.Router.Ipv6}: the downstream router");
        foreach (LabClient client in network.Clients)
        {
            Line(text, $"  +-- {client.Namespace,-17} {client.Ipv4} (leaves as {client.TranslatedTo}), {client.Ipv6}");
        }

        return text.Append(CultureInfo.InvariantCulture, $"""

            Type a place and a command:   router mwan status
                                          {network.Clients[0].Namespace} python3 /usr/lib/world/call.py tcp {LabNetwork.Echo} 10 4
            Break a link, mend all:       break {network.Isps[0].Wan.Name} black hole
                                          mend
            Faults:                       {string.Join(", ", LinkFaults.All(network.Isps[0]).Select(static fault => fault.Name))}
            {PeerHelp(network)}
            The end:                      quit, or Ctrl-C

            """).ToString();
    }

    private static string PeerHelp(LabNetwork network) => network.Peers is [var peer, ..]
        ? $"Break a tunnel's peer:        break {peer.Tunnel.Name} {PeerFaults.All(peer)[0].Name} ({string.Join(", ", PeerFaults.All(peer).Skip(1).Select(static fault => fault.Name))})"
        : "There are no tunnels in this site.";

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture).TrimEnd()).Append('\n');
}
