using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mwan.Agent.Health.Probes;

/// <summary>The way that a member's own packets take: both are needed, for the mark chooses the table and the device refuses any other way out.</summary>
/// <param name="Interface">Interface that the socket is bound to (SO_BINDTODEVICE, socket(7)).</param>
/// <param name="Mark">Firewall mark of its packets (SO_MARK).</param>
internal sealed record ProbePath(string Interface, int Mark)
{
    // asm-generic/socket.h
    private const int SOL_SOCKET = 1;
    private const int SO_BINDTODEVICE = 25;
    private const int SO_MARK = 36;

    /// <summary>A non-blocking socket that can send nowhere but this way.</summary>
    /// <exception cref="SocketException">The kernel refuses: no such interface, no permission, no descriptors left.</exception>
    public Socket Open(AddressFamily family, SocketType type, ProtocolType protocol)
    {
        Socket? socket = new(family, type, protocol);
        try
        {
            Span<byte> mark = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(mark, Mark);
            socket.SetRawSocketOption(SOL_SOCKET, SO_BINDTODEVICE, Encoding.ASCII.GetBytes(Interface));
            socket.SetRawSocketOption(SOL_SOCKET, SO_MARK, mark);
            socket.Blocking = false;
            Socket open = socket;
            socket = null;
            return open;
        }
        finally
        {
            socket?.Dispose();
        }
    }

    /// <summary>The same for datagrams, connected, so that it hears nobody but the target.</summary>
    /// <exception cref="SocketException">As <see cref="Open"/>, or there is no route or no source address.</exception>
    public Socket OpenTo(IPEndPoint target, SocketType type, ProtocolType protocol)
    {
        Socket? socket = Open(target.AddressFamily, type, protocol);
        try
        {
            socket.Connect(target);
            Socket connected = socket;
            socket = null;
            return connected;
        }
        finally
        {
            socket?.Dispose();
        }
    }

    /// <summary>
    /// Why nothing can be sent this way, without a full stop; null: something can. A socket that is bound to a device without an IPv4
    /// address is not refused: the kernel takes every target for a neighbour (ip_route_output_key_hash_rcu) and asks ARP from 0.0.0.0.
    /// </summary>
    public string? Obstacle(IPAddress target)
    {
        try
        {
            using Socket socket = OpenTo(new IPEndPoint(target, DnsProbe.Port), SocketType.Dgram, ProtocolType.Udp);
            return socket.LocalEndPoint is IPEndPoint { Address: var source } && (source.Equals(IPAddress.Any) || source.Equals(IPAddress.IPv6Any))
                ? Refusal.NoAddress
                : null;
        }
        catch (SocketException exception)
        {
            return Refusal.BeforeSending(exception).Reason;
        }
    }
}
