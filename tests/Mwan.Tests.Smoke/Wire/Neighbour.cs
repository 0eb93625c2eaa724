using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Threading.Channels;
using Mwan.Build.Machines;

namespace Mwan.Tests.Smoke.Wire;

/// <summary>
/// A host at the other end of one of the router's links: answers ARP (RFC 826) and neighbour solicitations (RFC 4861), leases an
/// address, sends packets, and remembers all that the router sent.
/// </summary>
internal sealed class Neighbour : IAsyncDisposable
{
    private const int Solicitation = 135;
    private const int Advertisement = 136;

    private readonly EthernetLink link;
    private readonly int? vlan;
    private readonly DhcpServer? dhcp;
    private readonly Task serving;
    private readonly Channel<IpPacket> packets = Channel.CreateUnbounded<IpPacket>();
    private readonly ConcurrentDictionary<IPAddress, PhysicalAddress> neighbours = new();
    private readonly ConcurrentQueue<Frame> seen = new();

    /// <summary>Begins to serve.</summary>
    /// <param name="socket">Path of the socket of the router's NIC.</param>
    /// <param name="vlan">VLAN of all its packets; null: untagged.</param>
    /// <param name="ipv4">Its address.</param>
    /// <param name="leased">The address that it leases; null: it leases none.</param>
    public Neighbour(string socket, int? vlan, IPAddress ipv4, IPAddress? leased = null)
    {
        link = new EthernetLink(socket);
        this.vlan = vlan;
        Ipv4 = ipv4;
        Leased = leased;
        dhcp = leased is null ? null : new DhcpServer(ipv4, leased);
        serving = ServeAsync();
    }

    public StreamBackend Backend => link.Backend;

    public PhysicalAddress Mac { get; } = PhysicalAddress.Parse("02:00:00:00:00:fe");

    public IPAddress Ipv4 { get; }

    public IPAddress? Leased { get; }

    public IPAddress LinkLocal { get; } = IPAddress.Parse("fe80::fe");

    /// <summary>All frames from the router since the start.</summary>
    public IReadOnlyCollection<Frame> Seen => seen;

    /// <summary>Packets to this host that nothing here has answered.</summary>
    public ChannelReader<IpPacket> Packets => packets.Reader;

    /// <summary>The hardware address of an address of the router, asked for until it answers.</summary>
    /// <exception cref="TimeoutException">It does not.</exception>
    public async Task<PhysicalAddress> ResolveAsync(IPAddress address, TimeSpan deadline)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < deadline)
        {
            if (neighbours.TryGetValue(address, out PhysicalAddress? mac))
            {
                return mac;
            }

            await link.SendAsync(Ask(address).ToBytes());
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }

        throw new TimeoutException($"{address} does not answer on its link within {deadline}.");
    }

    public Task SendAsync(PhysicalAddress destination, IpPacket packet) =>
        link.SendAsync(new Frame(destination, Mac, vlan, packet.Type, packet.ToBytes()).ToBytes());

    /// <summary>Waits until the router has sent a frame.</summary>
    /// <exception cref="TimeoutException">It has not.</exception>
    public async Task<Frame> WaitForAsync(Func<Frame, bool> isIt, TimeSpan deadline)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < deadline)
        {
            if (seen.FirstOrDefault(isIt) is Frame frame)
            {
                return frame;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        throw new TimeoutException($"No such frame among {seen.Count} within {deadline}.");
    }

    public async ValueTask DisposeAsync()
    {
        await link.DisposeAsync();
        await serving;
    }

    private async Task ServeAsync()
    {
        await foreach (byte[] bytes in link.Received.ReadAllAsync())
        {
            if (Frame.Parse(bytes) is Frame frame)
            {
                seen.Enqueue(frame);
                if (frame.Vlan == vlan)
                {
                    await AnswerAsync(frame);
                }
            }
        }

        packets.Writer.TryComplete();
    }

    private async Task AnswerAsync(Frame frame)
    {
        if (frame.Type == EtherType.Arp && frame.Payload.Length >= 28)
        {
            await ArpAsync(frame);
        }
        else if (IpPacket.Parse(frame) is IpPacket packet)
        {
            neighbours[packet.Source] = frame.Source;
            await PacketAsync(frame, packet);
        }
    }

    private async Task ArpAsync(Frame frame)
    {
        const int Request = 1;
        IPAddress sender = new(frame.Payload[14..18]);
        IPAddress target = new(frame.Payload[24..28]);
        neighbours[sender] = frame.Source;

        // A probe for a duplicate (sender 0.0.0.0) is for the leased address, which is nobody's here.
        if (frame.Payload[7] == Request && target.Equals(Ipv4))
        {
            await link.SendAsync(new Frame(frame.Source, Mac, vlan, EtherType.Arp, Arp(2, target, sender, frame.Source)).ToBytes());
        }
    }

    private async Task PacketAsync(Frame frame, IpPacket packet)
    {
        if (packet.Protocol == IpProtocol.Udp && packet.Payload.Length > 8
            && BinaryPrimitives.ReadUInt16BigEndian(packet.Payload.AsSpan(2)) == DhcpServer.ServerPort)
        {
            if (dhcp?.Answer(packet.Payload[8..]) is byte[] answer)
            {
                await SendAsync(frame.Source, Segments.Datagram(Ipv4, DhcpServer.ServerPort, Leased!, DhcpServer.ClientPort, answer));
            }
        }
        else if (packet.Protocol == IpProtocol.Icmpv6 && packet.Payload.Length >= 24 && packet.Payload[0] == Solicitation)
        {
            if (new IPAddress(packet.Payload[8..24]).Equals(LinkLocal))
            {
                byte[] advertisement = [Advertisement, 0, 0, 0, 0x60, 0, 0, 0, .. LinkLocal.GetAddressBytes(), 2, 1, .. Mac.GetAddressBytes()];
                await SendAsync(frame.Source, Segments.Icmpv6(LinkLocal, packet.Source, advertisement));
            }
        }
        else if (packet.Destination.Equals(Ipv4) || packet.Destination.Equals(LinkLocal))
        {
            packets.Writer.TryWrite(packet);
        }
    }

    private Frame Ask(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return new Frame(Frame.Broadcast, Mac, vlan, EtherType.Arp, Arp(1, Ipv4, address, PhysicalAddress.Parse("00:00:00:00:00:00")));
        }

        byte[] last = address.GetAddressBytes()[13..];
        IPAddress group = new([0xFF, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xFF, .. last]);
        byte[] solicitation = [Solicitation, 0, 0, 0, 0, 0, 0, 0, .. address.GetAddressBytes(), 1, 1, .. Mac.GetAddressBytes()];
        IpPacket packet = Segments.Icmpv6(LinkLocal, group, solicitation);
        return new Frame(new PhysicalAddress([0x33, 0x33, 0xFF, .. last]), Mac, vlan, EtherType.Ipv6, packet.ToBytes());
    }

    private byte[] Arp(byte operation, IPAddress sender, IPAddress target, PhysicalAddress targetMac) =>
        [0, 1, 8, 0, 6, 4, 0, operation, .. Mac.GetAddressBytes(), .. sender.GetAddressBytes(), .. targetMac.GetAddressBytes(), .. target.GetAddressBytes()];
}
