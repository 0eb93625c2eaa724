using System.Net;
using System.Net.Sockets;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>
/// Source ports in turn. The kernel's choice is by chance, and would soon hit one that connection tracking still holds for a flow of
/// before: what is meant as a new flow would be that one.
/// </summary>
internal static class Ports
{
    private const int First = 20_000;
    private const int Count = 40_000;

    private static int s_next;

    /// <summary>Binds a socket to an address and a port that was not used for as long as possible.</summary>
    public static void Bind(Socket socket, IPAddress address)
    {
        for (int tries = 0; ; tries++)
        {
            int port = First + (int)((uint)Interlocked.Increment(ref s_next) % Count);
            try
            {
                socket.Bind(new IPEndPoint(address, port));
                return;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse && tries < Count)
            {
                // A flow that has been open for a whole turn.
            }
        }
    }
}
