using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>Answers each byte of a TCP connection with the address that it seems to come from.</summary>
internal sealed class CallServer : IDisposable
{
    public const int Port = 7;

    private readonly Socket _listener;
    private readonly List<Socket> _calls = [];
    private readonly Task _serving;

    public CallServer(Namespace place, IPAddress address)
    {
        _listener = place.Run(() =>
        {
            Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, Port));
            socket.Listen();
            return socket;
        });
        _serving = Task.Run(ServeAsync);
    }

    public void Dispose()
    {
        _listener.Dispose();
        lock (_calls)
        {
            _calls.ForEach(call => call.Dispose());
        }

        _serving.Wait();
    }

    private async Task ServeAsync()
    {
        List<Task> answering = [];
        try
        {
            while (true)
            {
                Socket call = await _listener.AcceptAsync();
                lock (_calls)
                {
                    _calls.Add(call);
                }

                answering.Add(AnswerAsync(call));
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
        {
            await Task.WhenAll(answering);
        }
    }

    private static async Task AnswerAsync(Socket call)
    {
        try
        {
            byte[] caller = Encoding.ASCII.GetBytes(((IPEndPoint)call.RemoteEndPoint!).Address.ToString());
            byte[] question = new byte[1];
            while (await call.ReceiveAsync(question) > 0)
            {
                _ = await call.SendAsync(caller);
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
        {
            // The caller or the test has gone.
        }
    }
}
