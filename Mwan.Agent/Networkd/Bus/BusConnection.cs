using System.Net.Sockets;
using System.Text;

namespace Mwan.Agent.Networkd.Bus;

/// <summary>
/// A connection to a D-Bus message bus (D-Bus Specification 0.43): enough of it to call a few methods and to hear signals.
/// Used by one task at a time. Every wait ends with the caller's token, after which the connection is good for nothing.
/// </summary>
internal sealed class BusConnection : IDisposable
{
    private const string BusName = "org.freedesktop.DBus";

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private byte[] _buffer = new byte[8192];
    private int _filled;
    private uint _serial;

    private BusConnection()
    {
    }

    /// <summary>Signals that came in while the answer to a call was waited for.</summary>
    public Queue<BusMessage> Signals { get; } = [];

    /// <summary>Connects, says who we are, and gets a name on the bus.</summary>
    /// <param name="path">The bus's socket.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="IOException">The bus refuses us or speaks nonsense.</exception>
    /// <exception cref="SocketException">There is no bus.</exception>
    public static async Task<BusConnection> OpenAsync(string path, CancellationToken cancellation)
    {
        BusConnection? connection = new();
        try
        {
            await connection._socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            await connection.AuthenticateAsync(cancellation);
            _ = await connection.CallAsync(new MethodCall(BusName, "/org/freedesktop/DBus", BusName, "Hello"), cancellation);
            BusConnection opened = connection;
            connection = null;
            return opened;
        }
        finally
        {
            connection?.Dispose();
        }
    }

    /// <summary>Asks for the signals that a rule describes (D-Bus Specification, "Match Rules").</summary>
    /// <exception cref="IOException">The bus refuses the rule or is gone.</exception>
    /// <exception cref="SocketException">The bus is gone.</exception>
    public async Task ListenAsync(string rule, CancellationToken cancellation)
    {
        MethodCall call = new(BusName, "/org/freedesktop/DBus", BusName, "AddMatch") { Argument = rule };
        BusMessage answer = await CallAsync(call, cancellation);
        if (answer.Type == MessageType.Error)
        {
            throw new IOException($"The bus refuses the rule {rule} ({answer.ErrorName}).");
        }
    }

    /// <summary>Calls a method; the answer may be an error.</summary>
    /// <exception cref="IOException">The bus is gone or speaks nonsense.</exception>
    /// <exception cref="SocketException">The bus is gone.</exception>
    public async Task<BusMessage> CallAsync(MethodCall call, CancellationToken cancellation)
    {
        uint serial = ++_serial;
        await SendAsync(call.Encode(serial), cancellation);
        while (true)
        {
            BusMessage message = await ReceiveAsync(cancellation);
            if (message.Type == MessageType.Signal)
            {
                Signals.Enqueue(message);
            }
            else if (message.ReplySerial == serial && message.Type is MessageType.MethodReturn or MessageType.Error)
            {
                return message;
            }
        }
    }

    /// <summary>The next message, whatever it is. A wait that is cancelled loses nothing.</summary>
    /// <exception cref="IOException">The bus is gone or speaks nonsense.</exception>
    /// <exception cref="SocketException">The bus is gone.</exception>
    public async Task<BusMessage> ReceiveAsync(CancellationToken cancellation)
    {
        while (true)
        {
            int? length = MessageFrame.Length(_buffer.AsSpan(0, _filled));
            if (length <= _filled)
            {
                BusMessage message = MessageFrame.Decode(_buffer.AsSpan(0, length.Value).ToArray());
                _buffer.AsSpan(length.Value, _filled - length.Value).CopyTo(_buffer);
                _filled -= length.Value;
                return message;
            }

            if ((length ?? 0) > _buffer.Length)
            {
                Array.Resize(ref _buffer, length ?? 0);
            }

            await FillAsync(cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    // SASL EXTERNAL: the bus takes our user from the socket's credentials. The lines need not wait for their answers.
    private async Task AuthenticateAsync(CancellationToken cancellation)
    {
        await SendAsync("\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n"u8.ToArray(), cancellation);
        _ = await LineAsync(cancellation);
        string line = await LineAsync(cancellation);
        if (!line.StartsWith("OK ", StringComparison.Ordinal))
        {
            throw new IOException($"The bus does not let us in ({line}).");
        }
    }

    private async Task<string> LineAsync(CancellationToken cancellation)
    {
        int end;
        while ((end = _buffer.AsSpan(0, _filled).IndexOf("\r\n"u8)) < 0)
        {
            await FillAsync(cancellation);
        }

        string line = Encoding.ASCII.GetString(_buffer, 0, end);
        _filled -= end + 2;
        _buffer.AsSpan(end + 2, _filled).CopyTo(_buffer);
        return line;
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await _socket.SendAsync(bytes, cancellation)..];
        }
    }

    private async Task FillAsync(CancellationToken cancellation)
    {
        if (_filled == _buffer.Length)
        {
            throw new IOException("The bus sends a line without an end.");
        }

        int read = await _socket.ReceiveAsync(_buffer.AsMemory(_filled), cancellation);
        _filled += read > 0 ? read : throw new IOException("The bus has closed the connection.");
    }
}
