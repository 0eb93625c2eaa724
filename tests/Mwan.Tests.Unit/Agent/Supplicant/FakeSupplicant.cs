using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Mwan.Tests.Unit.Agent.Supplicant;

/// <summary>A supplicant's control socket that does what a test wants.</summary>
internal sealed class FakeSupplicant : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _path;
    private readonly Task _serving;
    private volatile EndPoint? _listener;

    public FakeSupplicant(string path)
    {
        _path = path;
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        _serving = ServeAsync();
    }

    public volatile string Status = "wpa_state=ASSOCIATED\nSupplicant PAE state=CONNECTING\nsuppPortStatus=Unauthorized\nEAP state=IDLE\n";

    public volatile bool Hangs;

    public ConcurrentQueue<string> Commands { get; } = [];

    public bool Attached => _listener is not null;

    public void Tell(string text) => _socket.SendTo(Encoding.UTF8.GetBytes(text), _listener ?? throw new InvalidOperationException("Nobody listens."));

    public void Dispose()
    {
        _stop.Cancel();
        _socket.Dispose();
        _ = _serving.Wait(TimeSpan.FromSeconds(10));
        _stop.Dispose();
        File.Delete(_path);
    }

    private async Task ServeAsync()
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (true)
            {
                SocketReceiveFromResult received = await _socket.ReceiveFromAsync(buffer, new UnixDomainSocketEndPoint("/none"), _stop.Token);
                string command = Encoding.ASCII.GetString(buffer, 0, received.ReceivedBytes);
                Commands.Enqueue(command);
                if (!Hangs && await AnsweredAsync(command == "STATUS" ? Status : "OK\n", received.RemoteEndPoint) && command == "ATTACH")
                {
                    _listener = received.RemoteEndPoint;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task<bool> AnsweredAsync(string answer, EndPoint caller)
    {
        try
        {
            return await _socket.SendToAsync(Encoding.ASCII.GetBytes(answer), caller, _stop.Token) > 0;
        }
        catch (SocketException)
        {
            // The caller did not wait for it; others may ask.
            return false;
        }
    }
}
