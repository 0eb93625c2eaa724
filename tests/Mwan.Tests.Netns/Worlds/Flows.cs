using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>Many UDP flows to an <see cref="EchoServer"/>, all open at once.</summary>
internal sealed class Flows : IDisposable
{
    // What a server's receive buffer holds with ease.
    private const int Window = 64;
    private const int Tries = 10;

    private readonly List<Socket> _sockets = [];

    public Flows(Namespace place, string from, string to, int count)
    {
        IPAddress source = IPAddress.Parse(from);
        IPAddress target = IPAddress.Parse(to);
        _ = place.Run(() =>
        {
            for (int i = 0; i < count; i++)
            {
                Socket socket = new(source.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 500 };
                _sockets.Add(socket);
                Ports.Bind(socket, source);
                socket.Connect(target, EchoServer.Port);
            }

            return count;
        });
    }

    /// <summary>As whom the other end sees each flow now; a datagram that is lost is asked again, "nobody": none is answered.</summary>
    public IReadOnlyList<string> Ask()
    {
        List<string> answers = [];
        foreach (Socket[] window in _sockets.Chunk(Window))
        {
            foreach (Socket socket in window)
            {
                Send(socket);
            }

            answers.AddRange(window.Select(Answer));
        }

        return answers;
    }

    /// <summary>Ends those that the other end sees as somebody, and asks the others: as whom it sees them, in their order.</summary>
    public IReadOnlyList<string> Without(string seen)
    {
        IReadOnlyList<string> answers = Ask();
        for (int i = answers.Count - 1; i >= 0; i--)
        {
            if (answers[i] == seen)
            {
                _sockets[i].Dispose();
                _sockets.RemoveAt(i);
            }
        }

        return [.. answers.Where(answer => answer != seen)];
    }

    /// <summary>All addresses that the other end sees now, each once, in order.</summary>
    public string Seen() => Words.Of(Ask().Distinct(StringComparer.Ordinal));

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

    private static void Send(Socket socket)
    {
        // Late answers to what was asked before say nothing about now.
        byte[] old = new byte[256];
        while (socket.Available > 0)
        {
            _ = socket.Receive(old);
        }

        _ = socket.Send("?"u8);
    }

    private static string Answer(Socket socket)
    {
        byte[] buffer = new byte[256];
        for (int i = 0; i < Tries; i++)
        {
            try
            {
                return Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer));
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
            {
                _ = socket.Send("?"u8);
            }
            catch (SocketException)
            {
                // Refused on the way.
                return "nobody";
            }
        }

        return "nobody";
    }
}
