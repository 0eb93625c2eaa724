using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>One UDP flow to an <see cref="EchoServer"/>.</summary>
internal sealed class Flow : IDisposable
{
    // Nothing is lost between namespaces; answers are late when the machine is busy.
    private const int Patience = 20_000;

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
    public string? Ask(int milliseconds = Patience)
    {
        try
        {
            while (Heard() is not null)
            {
                // A late answer to what was asked before says nothing about now.
            }

            _socket.ReceiveTimeout = milliseconds;
            _ = _socket.Send("?"u8);
            return Receive();
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>As whom the other end saw it, if an answer has come meanwhile; null: none has.</summary>
    public string? Heard()
    {
        try
        {
            return _socket.Available > 0 ? Receive() : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    public void Dispose() => _socket.Dispose();

    private string Receive()
    {
        byte[] buffer = new byte[256];
        return Encoding.ASCII.GetString(buffer, 0, _socket.Receive(buffer));
    }

    /// <summary>As whom the other end sees a new flow; null: no answer in time.</summary>
    public static string? AskOnce(Namespace place, string from, string to, int milliseconds = Patience)
    {
        using Flow flow = new(place, from, to);
        return flow.Ask(milliseconds);
    }
}
