using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;

namespace Mwan.Tests.Smoke.Wire;

/// <summary>Asks every port of an address of the router, from outside, whether somebody is there.</summary>
internal static class PortScan
{
    private const int SourcePort = 50505;
    private const int LastPort = 65535;

    /// <summary>How long after the last question the router may take to come to it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);

    /// <summary>How much later than the answer to the last question one to an earlier may come.</summary>
    private static readonly TimeSpan Tail = TimeSpan.FromMilliseconds(500);

    /// <summary>Every answer to a request to connect, to any of the 65535 TCP ports.</summary>
    public static async Task<IReadOnlyList<string>> TcpAsync(Neighbour neighbour, IPAddress target)
    {
        (IPAddress own, PhysicalAddress mac) = await BeginAsync(neighbour, target);
        for (int port = 1; port <= LastPort; port++)
        {
            await neighbour.SendAsync(mac, Segments.Open(own, SourcePort, target, port));
        }

        return await AnswersAsync(neighbour, own, target, IpProtocol.Tcp);
    }

    /// <summary>Every answer to a datagram, to any UDP port up to <paramref name="last"/> and to those named.</summary>
    public static async Task<IReadOnlyList<string>> UdpAsync(Neighbour neighbour, IPAddress target, int last, params int[] others)
    {
        (IPAddress own, PhysicalAddress mac) = await BeginAsync(neighbour, target);
        foreach (int port in Enumerable.Range(1, last).Concat(others))
        {
            await neighbour.SendAsync(mac, Segments.Datagram(own, SourcePort, target, port, [0]));
        }

        return await AnswersAsync(neighbour, own, target, IpProtocol.Udp);
    }

    private static async Task<(IPAddress Own, PhysicalAddress Mac)> BeginAsync(Neighbour neighbour, IPAddress target)
    {
        PhysicalAddress mac = await neighbour.ResolveAsync(target, Patience);
        while (neighbour.Packets.TryRead(out _))
        {
            // What came before is no answer.
        }

        return (target.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? neighbour.Ipv4 : neighbour.LinkLocal, mac);
    }

    /// <summary>
    /// All answers. The last question is an echo request, which the router does answer: by then it has come to all questions before.
    /// </summary>
    /// <exception cref="TimeoutException">The echo does not come back: the scan has proved nothing.</exception>
    private static async Task<IReadOnlyList<string>> AnswersAsync(Neighbour neighbour, IPAddress own, IPAddress target, byte protocol)
    {
        List<string> answers = [];
        bool echoed = false;
        long started = TimeProvider.System.GetTimestamp();
        PhysicalAddress mac = await neighbour.ResolveAsync(target, Patience);
        while (!echoed)
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"{target} does not even answer an echo request within {Patience}.");
            }

            await neighbour.SendAsync(mac, Segments.Echo(own, target));
            await Task.Delay(Tail);
            while (neighbour.Packets.TryRead(out IpPacket? packet))
            {
                if (packet.Source.Equals(target))
                {
                    echoed |= Segments.IsEchoReply(packet);
                    answers.AddRange(Describe(packet, protocol) is string answer ? [answer] : []);
                }
            }
        }

        return answers;
    }

    /// <summary>What an answer tells, e.g. <c>tcp 22 open</c>; null for what is no answer to this scan.</summary>
    private static string? Describe(IpPacket packet, byte protocol)
    {
        const int Unreachable4 = 3;
        const int Unreachable6 = 1;
        int? port = packet.Payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(packet.Payload) : null;
        return packet switch
        {
            { Protocol: IpProtocol.Tcp or IpProtocol.Udp } when packet.Protocol != protocol => null,
            { Protocol: IpProtocol.Tcp, Payload.Length: >= 14 } when (packet.Payload[13] & Segments.Syn) != 0 => $"tcp {port} open",
            { Protocol: IpProtocol.Tcp, Payload.Length: >= 14 } => $"tcp {port} closed",
            { Protocol: IpProtocol.Udp } => $"udp {port} answers",
            { Protocol: IpProtocol.Icmp, Payload: [Unreachable4, ..] } or { Protocol: IpProtocol.Icmpv6, Payload: [Unreachable6, ..] } => "unreachable",
            _ => null,
        };
    }
}
