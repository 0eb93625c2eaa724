using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>Tells each caller the address that it seems to call from, in a line, and then gives everything back.</summary>
internal sealed class TcpEchoServer : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _listener;

    public TcpEchoServer(Namespace place)
    {
        _listener = place.Run(() =>
        {
            Socket socket = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
            socket.Bind(new IPEndPoint(IPAddress.IPv6Any, EchoServer.Port));
            socket.Listen(256);
            return socket;
        });
        _ = AcceptAsync();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptAsync(_stop.Token), _stop.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private static async Task ServeAsync(Socket caller, CancellationToken stop)
    {
        try
        {
            using (caller)
            {
                IPAddress address = ((IPEndPoint)caller.RemoteEndPoint!).Address;
                await using NetworkStream stream = new(caller);
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"{(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)}\n"), stop);
                await stream.CopyToAsync(stream, stop);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException)
        {
            // The caller went away, or the test is over.
        }
    }
}
