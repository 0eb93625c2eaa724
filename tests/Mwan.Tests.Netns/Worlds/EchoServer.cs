using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>Answers each datagram with the address that it seems to come from.</summary>
internal sealed class EchoServer : IDisposable
{
    public const int Port = 7;

    private readonly Socket _socket;
    private readonly Task _serving;

    public EchoServer(Namespace place, IPAddress address)
    {
        _socket = place.Run(() =>
        {
            Socket socket = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(address, Port));
            return socket;
        });
        _serving = Task.Run(ServeAsync);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _serving.Wait();
    }

    private async Task ServeAsync()
    {
        byte[] buffer = new byte[2048];
        EndPoint any = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (true)
        {
            try
            {
                SocketReceiveFromResult request = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, any);
                string caller = ((IPEndPoint)request.RemoteEndPoint).Address.ToString();
                _ = await _socket.SendToAsync(Encoding.ASCII.GetBytes(caller), SocketFlags.None, request.RemoteEndPoint);
            }
            catch (Exception exception) when (exception is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return;
            }
            catch (SocketException)
            {
                // An answer that could not be sent is the caller's loss.
            }
        }
    }
}
