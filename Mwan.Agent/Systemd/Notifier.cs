using System.Net.Sockets;
using System.Text;

namespace Mwan.Agent.Systemd;

/// <summary>Tells the service manager how the service is, see sd_notify(3).</summary>
internal sealed class Notifier : IDisposable
{
    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _target;

    /// <summary>Speaks to the socket; null: nobody listens and every message is dropped.</summary>
    /// <param name="address">Value of <c>NOTIFY_SOCKET</c>: a path, or an abstract name that starts with <c>@</c>.</param>
    public Notifier(string? address)
    {
        if (string.IsNullOrEmpty(address))
        {
            return;
        }

        _target = new UnixDomainSocketEndPoint(address.StartsWith('@') ? $"\0{address.AsSpan(1)}" : address);
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
    }

    /// <summary>Sends assignments, e.g. <c>READY=1</c>; false: the manager's queue is full and the message should be sent again.</summary>
    /// <exception cref="SocketException">There is no such socket.</exception>
    public bool TrySend(params ReadOnlySpan<string> assignments)
    {
        if (_socket is null || _target is null)
        {
            return true;
        }

        try
        {
            _ = _socket.SendTo(Encoding.UTF8.GetBytes(string.Join('\n', assignments)), _target);
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();
}
