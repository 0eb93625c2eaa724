using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>One UDP flow to an <see cref="EchoServer"/>.</summary>
internal sealed class Flow : IDisposable
{
    private readonly Socket _socket;

    public Flow(Namespace place, string from, string to)
    {
        IPAddress source = IPAddress.Parse(from);
        _socket = place.Run(() =>
        {
            Socket socket = new(source.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            Ports.Bind(socket, source);

            // Connected: an answer from any other address is none.
            socket.Connect(IPAddress.Parse(to), EchoServer.Port);
            return socket;
        });
    }

    /// <summary>As whom the other end sees it; null: no answer in time.</summary>
    public string? Ask(int milliseconds = 1000)
    {
        try
        {
            _socket.ReceiveTimeout = milliseconds;
            _ = _socket.Send("?"u8);
            byte[] buffer = new byte[256];
            return Encoding.ASCII.GetString(buffer, 0, _socket.Receive(buffer));
        }
        catch (SocketException)
        {
            return null;
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>As whom the other end sees a new flow; null: no answer in time.</summary>
    public static string? AskOnce(Namespace place, string from, string to, int milliseconds = 1000)
    {
        using Flow flow = new(place, from, to);
        return flow.Ask(milliseconds);
    }
}
