using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Mwan.Config;

namespace Mwan.Build.Lab;

/// <summary>Finds in captures what must never be there. Pure.</summary>
/// <param name="network">Who is where.</param>
public sealed class ForbiddenTraffic(LabNetwork network)
{
    // A port is used again after a while, by another flow.
    private const double Forgotten = 30;

    /// <summary>Packets that the router sent by a WAN with a source that is not its own there (RFC 2827).</summary>
    /// <param name="packets">The packets of each WAN.</param>
    /// <param name="open">Spans of time in which the router had no firewall: its own ICMP errors do not count then.</param>
    public static IReadOnlyList<string> ForeignSources(
        IReadOnlyDictionary<LabIsp, IReadOnlyList<CapturedPacket>> packets, IReadOnlyList<(double From, double Until)> open) =>
    [
        .. packets.SelectMany(pair => pair.Value
            .Where(packet => packet.FromRouter && !IsOwn(pair.Key, packet.Source))
            .Where(packet => packet.Protocol is not (CapturedPacket.Icmp or CapturedPacket.Icmpv6) || !open.Any(span => span.From <= packet.Time && packet.Time <= span.Until))
            .Select(packet => $"{pair.Key.Wan.Name}: {packet}")),
    ];

    /// <summary>A tunnel's own packets that the router sent by another WAN than the one that carries it.</summary>
    public IReadOnlyList<string> StrayedTunnels(IReadOnlyDictionary<LabIsp, IReadOnlyList<CapturedPacket>> packets)
    {
        ArgumentNullException.ThrowIfNull(packets);
        return
        [
            .. packets.SelectMany(pair => pair.Value
                .Where(packet => TunnelOf(packet) is { } tunnel && tunnel.Over != pair.Key.Wan.Name)
                .Select(packet => $"{pair.Key.Wan.Name}: {packet}")),
        ];
    }

    /// <summary>Flows of the LAN that were on two WANs.</summary>
    /// <param name="packets">The packets of each WAN.</param>
    /// <param name="faults">WANs that failed, and when: a flow that began there may go on elsewhere.</param>
    public IReadOnlyList<string> FlowsOnTwoWans(IReadOnlyDictionary<LabIsp, IReadOnlyList<CapturedPacket>> packets, IReadOnlyList<(LabIsp Isp, double Since)> faults)
    {
        ArgumentNullException.ThrowIfNull(packets);
        ArgumentNullException.ThrowIfNull(faults);
        Dictionary<string, (LabIsp Isp, uint? Opened, double Last)> flows = new(StringComparer.Ordinal);
        List<string> found = [];
        foreach ((LabIsp isp, CapturedPacket packet) in packets.SelectMany(static pair => pair.Value.Select(packet => (pair.Key, packet))).OrderBy(static pair => pair.packet.Time))
        {
            if (Flow(isp, packet) is not { } flow)
            {
                continue;
            }

            bool known = flows.TryGetValue(flow, out (LabIsp Isp, uint? Opened, double Last) before);
            bool goesOn = known
                ? before.Isp != isp && (packet.Opens is null || faults.Any(fault => fault.Isp == isp && fault.Since <= packet.Time))
                : packet is { Opens: null, Protocol: CapturedPacket.Tcp };
            if (goesOn && !packet.FromRouter)
            {
                // Whoever was called before a fault, be it one of the scenario before, sends on to the address that it knows; the router has no part in it.
                continue;
            }

            bool begins = !known || packet.Time - before.Last > Forgotten || (packet.Opens is { } opens && opens != before.Opened);
            if (!begins && before.Isp != isp && !faults.Any(fault => fault.Isp == before.Isp && fault.Since <= packet.Time))
            {
                found.Add($"{packet}: by {isp.Wan.Name}, before that by {before.Isp.Wan.Name}");
            }

            // Whoever meets an old end of the same ports at the other side resets that, and opens anew with the same segment.
            flows[flow] = (isp, packet.Resets ? null : packet.Opens ?? (begins ? null : before.Opened), packet.Time);
        }

        return found;
    }

    /// <summary>Connections that the LAN opened by a WAN after a moment, to a port of the echo services.</summary>
    public static IReadOnlyList<CapturedPacket> Opened(IReadOnlyList<CapturedPacket> packets, double since) =>
    [
        .. packets.Where(packet => packet is { FromRouter: true, Opens: not null, DestinationPort: 443 } && packet.Time >= since
            && (packet.Destination.Equals(LabNetwork.Echo) || packet.Destination.Equals(LabNetwork.Echo6))),
    ];

    /// <summary>The tunnel whose own packet it is, on its way to the other end; null: it is none.</summary>
    public Tunnel? TunnelOf(CapturedPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        return packet is { FromRouter: true, Protocol: CapturedPacket.Udp } && network.PeerOf(packet.Destination) is { } peer && peer.Tunnel.Peer.Port == packet.DestinationPort
            ? peer.Tunnel
            : null;
    }

    private static bool IsOwn(LabIsp isp, IPAddress source) => source.AddressFamily == AddressFamily.InterNetwork
        ? source.Equals(IPAddress.Any) || isp.Owned(AddressFamily.InterNetwork).Any(network => network.Contains(source))
        : source.IsIPv6LinkLocal || source.Equals(IPAddress.IPv6Any) || isp.Owned(AddressFamily.InterNetworkV6).Any(network => network.Contains(source));

    /// <summary>The flow of a translated packet as the LAN knows it; null: it is the router's own, or none that has ports.</summary>
    private string? Flow(LabIsp isp, CapturedPacket packet)
    {
        (IPAddress near, int nearPort, IPAddress far, int farPort) = packet.FromRouter
            ? (packet.Source, packet.SourcePort, packet.Destination, packet.DestinationPort)
            : (packet.Destination, packet.DestinationPort, packet.Source, packet.SourcePort);
        return nearPort != 0 && Internal(isp, near) is { } inside
            ? string.Create(CultureInfo.InvariantCulture, $"{packet.Protocol} {inside} {nearPort} {far} {farPort}")
            : null;
    }

    private string? Internal(LabIsp isp, IPAddress address)
    {
        if (isp.Wan.Mappings.FirstOrDefault(mapping => mapping.External.Equals(address)) is { } mapped)
        {
            return mapped.Internal.ToString();
        }

        if (network.Site.Lan.Prefix is not IPNetwork inside || address.AddressFamily != AddressFamily.InterNetworkV6
            || !new[] { isp.Delegation, isp.OtherDelegation }.OfType<IPNetwork>().Any(delegation => delegation.Contains(address)))
        {
            return null;
        }

        byte[] bytes = address.GetAddressBytes();
        byte[] prefix = Prefix.Of(address, inside.PrefixLength).BaseAddress.GetAddressBytes();
        return new IPAddress([.. bytes.Zip(prefix, static (whole, network) => (byte)(whole ^ network))]).ToString();
    }
}
