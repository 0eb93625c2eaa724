using System.Net;
using System.Net.Sockets;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>New flows in the background, one after the other in turn, until disposed; nobody reads the answers.</summary>
internal sealed class Load : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private int _count;

    public Load(Namespace place, params (string From, string To)[] ways)
    {
        (IPAddress From, IPEndPoint To)[] ends = [.. ways.Select(way => (IPAddress.Parse(way.From), new IPEndPoint(IPAddress.Parse(way.To), EchoServer.Port)))];
        _thread = new Thread(() => place.Run(() =>
        {
            while (!_stop.Token.WaitHandle.WaitOne(Pause))
            {
                (IPAddress from, IPEndPoint to) = ends[_count % ends.Length];
                Send(from, to);
                _ = Interlocked.Increment(ref _count);
            }

            return 0;
        }));
        _thread.Start();
    }

    /// <summary>Flows so far.</summary>
    public int Count => Volatile.Read(ref _count);

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
    }

    private static void Send(IPAddress from, IPEndPoint to)
    {
        try
        {
            using Socket socket = new(from.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            Ports.Bind(socket, from);
            _ = socket.SendTo("?"u8, SocketFlags.None, to);
        }
        catch (SocketException)
        {
            // Refused on the way: the world is being changed.
        }
    }
}
