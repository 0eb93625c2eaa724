using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Mwan.Tests.Netns.Worlds;

/// <summary>Takes what an agent below a root directory tells the journal, in its native protocol.</summary>
internal sealed class JournalSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly ConcurrentQueue<string> _entries = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _receiving;

    public JournalSocket(Lab lab)
    {
        string path = Path.Combine(lab.Root, "run/systemd/journal/socket");

        // In the router's namespace its queue is as long as systemd makes it: what a busy test is late to read is not lost.
        _socket = lab.Router.Run(() => new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified));
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        _receiving = ReceiveAsync();
    }

    /// <summary>The entries so far, each with all its fields.</summary>
    public IReadOnlyList<string> Entries => [.. _entries];

    public void Dispose()
    {
        _stop.Cancel();
        _receiving.GetAwaiter().GetResult();
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ReceiveAsync()
    {
        byte[] buffer = new byte[256 * 1024];
        try
        {
            while (true)
            {
                int length = await _socket.ReceiveAsync(buffer, SocketFlags.None, _stop.Token);
                _entries.Enqueue(Encoding.UTF8.GetString(buffer, 0, length));
            }
        }
        catch (OperationCanceledException)
        {
            // The test ends.
        }
    }
}
