using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>One TCP connection to a <see cref="TcpEchoServer"/>.</summary>
internal sealed class TcpCall : IDisposable
{
    private const int Deadline = 20_000;

    private readonly Socket _socket;

    /// <summary>Calls; the caller's address as the other end sees it is in <see cref="Seen"/>.</summary>
    /// <exception cref="SocketException">Nobody answers.</exception>
    public TcpCall(Namespace place, string from, string to)
    {
        IPAddress source = IPAddress.Parse(from);
        _socket = place.Run(() =>
        {
            Socket socket = new(source.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = Deadline, SendTimeout = Deadline };
            socket.Bind(new IPEndPoint(source, 0));
            socket.Connect(IPAddress.Parse(to), EchoServer.Port);
            return socket;
        });
        StringBuilder line = new();
        byte[] one = new byte[1];
        while (_socket.Receive(one) == 1 && one[0] != '\n')
        {
            _ = line.Append((char)one[0]);
        }

        Seen = line.ToString();
    }

    /// <summary>As whom the other end sees the caller.</summary>
    public string Seen { get; }

    /// <summary>MTU of the path as the kernel knows it, bytes.</summary>
    public int PathMtu => PathMtuOption.Read(_socket);

    /// <summary>As whom the other end sees a new connection.</summary>
    public static string AskOnce(Namespace place, string from, string to)
    {
        using TcpCall call = new(place, from, to);
        return call.Seen;
    }

    /// <summary>Sends bytes and gets as many back.</summary>
    public int Echo(byte[] content)
    {
        Task<int> sending = Task.Run(() => _socket.Send(content));
        byte[] buffer = new byte[64 * 1024];
        int back = 0;
        while (back < content.Length && _socket.Receive(buffer) is > 0 and int count)
        {
            back += count;
        }

        return Math.Min(back, sending.GetAwaiter().GetResult());
    }

    /// <summary>As whom the other end sees the caller, if it still hears it; null: the connection is no more.</summary>
    public string? Ask()
    {
        try
        {
            return Echo([0]) == 1 ? Seen : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    public void Dispose() => _socket.Dispose();
}
