using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Mwan.Agent.Kernel;

namespace Mwan.Agent.Netlink;

/// <summary>Opens netlink(7) sockets. .NET refuses the family by name but works on a descriptor that it is given.</summary>
internal static class NetlinkSocket
{
    /// <summary>A bound socket.</summary>
    /// <param name="protocol">E.g. <see cref="Nl.NETLINK_ROUTE"/>.</param>
    /// <param name="groups">Multicast groups to hear, as the bit mask of <c>struct sockaddr_nl</c>; 0: none.</param>
    /// <exception cref="SocketException">The kernel refused.</exception>
    public static Socket Open(int protocol, uint groups)
    {
        int descriptor = Libc.OpenSocket(Libc.AddressFamilyNetlink, Libc.SocketRawCloseOnExec, protocol);
        if (descriptor < 0)
        {
            throw new SocketException(Marshal.GetLastPInvokeError(), "The kernel gives no netlink socket.");
        }

        SafeSocketHandle? handle = new(descriptor, ownsHandle: true);
        try
        {
            Span<byte> address = stackalloc byte[12];
            address.Clear();
            BinaryPrimitives.WriteUInt16LittleEndian(address, Libc.AddressFamilyNetlink);
            BinaryPrimitives.WriteUInt32LittleEndian(address[8..], groups);
            if (Libc.Bind(descriptor, address, address.Length) < 0)
            {
                throw new SocketException(Marshal.GetLastPInvokeError(), "The netlink socket cannot be bound to its groups.");
            }

            Socket socket = new(handle);
            handle = null;
            socket.SetRawSocketOption(Nl.SOL_NETLINK, Nl.NETLINK_EXT_ACK, [1, 0, 0, 0]);
            socket.SetRawSocketOption(Nl.SOL_NETLINK, Nl.NETLINK_GET_STRICT_CHK, [1, 0, 0, 0]);
            return socket;
        }
        finally
        {
            handle?.Dispose();
        }
    }
}
