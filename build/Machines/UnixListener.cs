using System.Net.Sockets;

namespace Mwan.Build.Machines;

/// <summary>A Unix stream socket on which we listen for QEMU, so that nobody has to try until the other is there.</summary>
internal sealed class UnixListener : IDisposable
{
    private readonly Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    /// <summary>Listens from now on.</summary>
    public UnixListener(string path)
    {
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen(1);
    }

    /// <summary>The first connection.</summary>
    public async Task<NetworkStream> AcceptAsync(CancellationToken cancellation) =>
        new(await socket.AcceptAsync(cancellation), ownsSocket: true);

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();
}
