using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Mwan.Tests.Netns.Worlds;
using Xunit;

namespace Mwan.Tests.Netns;

/// <summary>Behind each ISP the path is narrower than the LAN, and the ISP says so to the translated address.</summary>
[Collection(LevelCollection.Name)]
public sealed class PathMtuTests : IDisposable
{
    private const int Narrow = 1300;

    private readonly Driven _world;
    private readonly Lab _lab;

    public PathMtuTests(LevelLab shared)
    {
        _world = shared.World;
        _lab = _world.Lab;
        _ = _world.Settle();
        Widths(Narrow);
    }

    [Fact]
    public void A_packet_too_big_reaches_the_ipv6_client_under_its_own_addresses()
    {
        byte[] told = Provoke(Lab.Client6, Lab.Internet6, ProtocolType.IcmpV6, message => message[0] == 2);
        Assert.Equal((uint)Narrow, BinaryPrimitives.ReadUInt32BigEndian(told.AsSpan(4)));

        // RFC 4443, section 3.2: the packet that was too big follows, RFC 8200, section 3: its source at 8, its destination at 24.
        Assert.Equal(Lab.Client6, new IPAddress(told.AsSpan(8 + 8, 16)).ToString());
        Assert.Equal(Lab.Internet6, new IPAddress(told.AsSpan(8 + 24, 16)).ToString());
    }

    [Fact]
    public void A_fragmentation_needed_reaches_the_ipv4_client_under_its_own_addresses()
    {
        byte[] told = Provoke(Lab.Client4, Lab.Internet4, ProtocolType.Icmp, message => message[20] == 3 && message[21] == 4);
        byte[] message = told[20..];
        Assert.Equal(Narrow, BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(6)));
        Assert.Equal(Lab.Client4, new IPAddress(message.AsSpan(8 + 12, 4)).ToString());
        Assert.Equal(Lab.Internet4, new IPAddress(message.AsSpan(8 + 16, 4)).ToString());
    }

    [Theory]
    [InlineData(Lab.Client4, Lab.Far4)]
    [InlineData(Lab.Client6, Lab.Far6)]
    public void A_tcp_connection_gets_through_and_learns_the_mtu_of_its_path(string from, string to)
    {
        using TcpCall call = new(_lab.Lan, from, to);
        Assert.Equal(1500, call.PathMtu);
        Assert.Equal(200_000, call.Echo(new byte[200_000]));
        Assert.Equal(Narrow, call.PathMtu);
    }

    public void Dispose() => Widths(1500);

    private void Widths(int mtu)
    {
        foreach (Isp isp in _lab.Isps)
        {
            isp.Space.Ip(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"link set net0 mtu {mtu}"));
        }
    }

    // Sends datagrams that are too big until the ISP complains, and until the sender knows.
    private byte[] Provoke(string from, string to, ProtocolType protocol, Func<byte[], bool> wanted)
    {
        IPAddress source = IPAddress.Parse(from);
        (Socket ears, Socket mouth) = _lab.Lan.Run(() =>
        {
            Socket listening = new(source.AddressFamily, SocketType.Raw, protocol) { ReceiveTimeout = 100 };
            Socket sending = new(source.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            PathMtuOption.Discover(sending);
            sending.Bind(new IPEndPoint(source, 0));
            sending.Connect(IPAddress.Parse(to), EchoServer.Port);
            return (listening, sending);
        });
        using (ears)
        using (mouth)
        {
            byte[]? told = null;
            _ = _world.Until(() => (told ??= Try(ears, mouth, wanted)) is not null && PathMtuOption.Read(mouth) == Narrow, "the sender knows the MTU of the path");
            return told!;
        }
    }

    private static byte[]? Try(Socket ears, Socket mouth, Func<byte[], bool> wanted)
    {
        byte[] buffer = new byte[2048];
        try
        {
            _ = mouth.Send(new byte[1400]);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.MessageSize)
        {
            // The sender knows already; what it was told is in the queue.
        }

        try
        {
            while (true)
            {
                int length = ears.Receive(buffer);
                if (wanted(buffer))
                {
                    return buffer[..length];
                }
            }
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
