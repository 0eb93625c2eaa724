using System.Net.Sockets;
using System.Text;

namespace Mwan.Tests.Unit.Agent.Systemd;

/// <summary>A real socket that takes what a service tells its manager or the journal.</summary>
internal sealed class Datagrams : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 30_000 };

    public Datagrams(string path)
    {
        Path = path;
        if (!path.StartsWith('@'))
        {
            _ = Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        }

        _socket.Bind(new UnixDomainSocketEndPoint(path.StartsWith('@') ? $"\0{path.AsSpan(1)}" : path));
    }

    public string Path { get; }

    public byte[] Next()
    {
        byte[] buffer = new byte[256 * 1024];
        return buffer[.._socket.Receive(buffer)];
    }

    public string NextText() => Encoding.UTF8.GetString(Next());

    public void Dispose() => _socket.Dispose();
}
