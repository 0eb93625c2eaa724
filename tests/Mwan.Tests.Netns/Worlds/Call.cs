using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>One TCP connection to a <see cref="CallServer"/>.</summary>
internal sealed class Call : IDisposable
{
    private readonly Socket _socket;

    public Call(Namespace place, string from, string to)
    {
        IPAddress source = IPAddress.Parse(from);
        _socket = place.Run(() =>
        {
            Socket socket = new(source.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(source, 0));
            socket.Connect(IPAddress.Parse(to), CallServer.Port);
            return socket;
        });
        _socket.ReceiveTimeout = 20_000;
    }

    /// <summary>As whom the other end sees it; null: the connection is no more.</summary>
    public string? Ask()
    {
        try
        {
            _ = _socket.Send("?"u8);
            byte[] buffer = new byte[256];
            int length = _socket.Receive(buffer);
            return length == 0 ? null : Encoding.ASCII.GetString(buffer, 0, length);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    public void Dispose() => _socket.Dispose();
}
