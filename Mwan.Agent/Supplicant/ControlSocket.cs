using System.Net.Sockets;
using System.Text;

namespace Mwan.Agent.Supplicant;

/// <summary>
/// wpa_supplicant's control interface: datagrams both ways between two sockets of the file system, or, as here for our end, of the
/// abstract name space, which leaves nothing behind and which no sandbox hides. Used by one task at a time.
/// </summary>
internal sealed class ControlSocket : IDisposable
{
    // The longest answer that the supplicant gives, ctrl_iface.h.
    private const int MaximumAnswer = 8192;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly byte[] _buffer = new byte[MaximumAnswer];

    /// <summary>Connects; from then on only this supplicant can send here.</summary>
    /// <param name="path">The supplicant's socket.</param>
    /// <exception cref="SocketException">No supplicant is there.</exception>
    public ControlSocket(string path)
    {
        try
        {
            _socket.Bind(new UnixDomainSocketEndPoint($"\0mwan-supplicant-{Guid.NewGuid():N}"));
            _socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>Events that came in while an answer was waited for.</summary>
    public Queue<SupplicantEvent> Events { get; } = [];

    /// <summary>Sends a command; its answer is to be taken with <see cref="AnswerAsync"/>.</summary>
    /// <exception cref="SocketException">The supplicant is gone.</exception>
    public async Task SendAsync(string command, CancellationToken cancellation) =>
        _ = await _socket.SendAsync(Encoding.ASCII.GetBytes(command), cancellation);

    /// <summary>The answer to a command. After a wait that was cancelled the socket is good for nothing: the answer may still come.</summary>
    /// <exception cref="SocketException">The supplicant is gone.</exception>
    public async Task<string> AnswerAsync(CancellationToken cancellation)
    {
        while (true)
        {
            string datagram = await ReceiveAsync(cancellation);
            if (!SupplicantEvent.IsEvent(datagram))
            {
                return datagram;
            }

            Events.Enqueue(SupplicantEvent.Parse(datagram));
        }
    }

    /// <summary>Sends a command and gives its answer.</summary>
    /// <exception cref="SocketException">The supplicant is gone.</exception>
    public async Task<string> AskAsync(string command, CancellationToken cancellation)
    {
        await SendAsync(command, cancellation);
        return await AnswerAsync(cancellation);
    }

    /// <summary>The next event. A wait that is cancelled loses nothing.</summary>
    /// <exception cref="SocketException">The supplicant is gone.</exception>
    public async Task<SupplicantEvent> NextEventAsync(CancellationToken cancellation)
    {
        if (Events.TryDequeue(out SupplicantEvent? waiting))
        {
            return waiting;
        }

        while (true)
        {
            string datagram = await ReceiveAsync(cancellation);
            if (SupplicantEvent.IsEvent(datagram))
            {
                return SupplicantEvent.Parse(datagram);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private async Task<string> ReceiveAsync(CancellationToken cancellation) =>
        Encoding.UTF8.GetString(_buffer.AsSpan(0, await _socket.ReceiveAsync(_buffer.AsMemory(), cancellation)));
}
