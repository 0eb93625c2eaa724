using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Mwan.Agent.Health.Probes;

/// <summary>The way that a member's own packets take: both are needed, for the mark chooses the table and the device refuses any other way out.</summary>
/// <param name="Interface">Interface that the socket is bound to (SO_BINDTODEVICE, socket(7)).</param>
/// <param name="Mark">Firewall mark of its packets (SO_MARK).</param>
internal sealed partial record ProbePath(string Interface, int Mark)
{
    // asm-generic/socket.h
    private const int SOL_SOCKET = 1;
    private const int SO_BINDTODEVICE = 25;
    private const int SO_MARK = 36;

    // linux/sockios.h, errno(3), struct ifreq
    private const nuint SIOCGIFADDR = 0x8915;
    private const int EADDRNOTAVAIL = 99;
    private const int InterfaceRequestLength = 40;

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
    /// Why nothing can be sent this way although no socket would say so, without a full stop; null: nothing is known to be in the way. A
    /// socket that is bound to a device without an IPv4 address is not refused: the kernel lends it that of another interface, takes every
    /// target for a neighbour (ip_route_output_key_hash_rcu), and ARP's silence would look like the Internet's.
    /// </summary>
    /// <exception cref="SocketException">No descriptors are left.</exception>
    public string? Obstacle(AddressFamily family)
    {
        if (family is not AddressFamily.InterNetwork)
        {
            return null;
        }

        using Socket socket = new(family, SocketType.Dgram, ProtocolType.Udp);
        return HasIpv4Address(socket) ? null : Refusal.NoAddress;
    }

    // netdevice(7)
    private bool HasIpv4Address(Socket socket)
    {
        Span<byte> request = stackalloc byte[InterfaceRequestLength];
        request.Clear();
        _ = Encoding.ASCII.GetBytes(Interface, request);
        return Control(socket.SafeHandle, SIOCGIFADDR, request) >= 0 || Marshal.GetLastPInvokeError() is not EADDRNOTAVAIL;
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Control(SafeSocketHandle socket, nuint request, Span<byte> argument);
}
