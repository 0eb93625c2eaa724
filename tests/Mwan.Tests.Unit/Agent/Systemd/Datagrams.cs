using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Mwan.Tests.Unit.Agent.Systemd;

/// <summary>A real socket that takes what a service tells its manager or the journal.</summary>
internal sealed class Datagrams : IDisposable
{
    private const int Patience = 30_000;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = Patience };
    private readonly CancellationTokenSource _stop = new();
    private readonly BlockingCollection<byte[]>? _read;
    private readonly Task _reading = Task.CompletedTask;

    /// <summary>Listens.</summary>
    /// <param name="path">Path of the socket, or an abstract name after an @.</param>
    /// <param name="reads">Whether it takes each datagram when it comes, as a manager does: the kernel keeps about ten. Otherwise it does when it is asked for the next.</param>
    public Datagrams(string path, bool reads = false)
    {
        Path = path;
        if (!path.StartsWith('@'))
        {
            _ = Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        }

        _socket.Bind(new UnixDomainSocketEndPoint(path.StartsWith('@') ? $"\0{path.AsSpan(1)}" : path));
        if (reads)
        {
            _read = [];
            _reading = ReadAsync(_read);
        }
    }

    public string Path { get; }

    public byte[] Next()
    {
        if (_read is not null)
        {
            return _read.TryTake(out byte[]? datagram, Patience) ? datagram : throw new TimeoutException($"Nothing came to {Path} within {Patience} ms.");
        }

        byte[] buffer = new byte[256 * 1024];
        return buffer[.._socket.Receive(buffer)];
    }

    public string NextText() => Encoding.UTF8.GetString(Next());

    public void Dispose()
    {
        _stop.Cancel();
        _ = _reading.Wait(Patience);
        _socket.Dispose();
        _read?.Dispose();
        _stop.Dispose();
    }

    private async Task ReadAsync(BlockingCollection<byte[]> read)
    {
        byte[] buffer = new byte[256 * 1024];
        try
        {
            while (true)
            {
                int length = await _socket.ReceiveAsync(buffer, SocketFlags.None, _stop.Token);
                read.Add(buffer[..length]);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
