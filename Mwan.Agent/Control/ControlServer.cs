using System.Net.Sockets;
using System.Text.Json;
using Mwan.Agent.Tracing;

namespace Mwan.Agent.Control;

/// <summary>
/// Answers questions on a socket that only root may open. Each client is served by itself and has a deadline; none of them
/// is ever waited for by the loop.
/// </summary>
/// <param name="path">Where the socket is made.</param>
/// <param name="answer">Gives the reply to a question, from what is published, without waiting.</param>
/// <param name="decisions">Where watchers hear of decisions.</param>
internal sealed class ControlServer(string path, Func<Request, Reply> answer, Decisions decisions) : IDisposable
{
    private const int MaximumRequest = 4096;
    private const int MaximumClients = 16;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly SemaphoreSlim _clients = new(MaximumClients);

    /// <summary>Time after which a watcher that does not read is let go.</summary>
    public TimeSpan WatcherPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Makes the socket; one that an earlier agent left is replaced.</summary>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    /// <exception cref="SocketException">The socket cannot be made.</exception>
    public void Listen()
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
        File.Delete(path);
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _socket.Listen(MaximumClients);
    }

    /// <summary>Serves until cancelled.</summary>
    public async Task ServeAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await _clients.WaitAsync(cancellation);
                Socket client = await _socket.AcceptAsync(cancellation);
                _ = ServeOneAsync(client, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _clients.Dispose();
        File.Delete(path);
    }

    private async Task ServeOneAsync(Socket client, CancellationToken cancellation)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Deadline);
        try
        {
            using (client)
            await using (NetworkStream stream = new(client))
            {
                Request? request = await ReadAsync(stream, deadline.Token);
                if (request is { Ask: Request.Watch })
                {
                    await new WatchStream(stream, decisions) { Patience = WatcherPatience }.ServeAsync(() => answer(request), cancellation);
                    return;
                }

                Reply reply = request is not null
                    ? answer(request)
                    : new Reply { Error = "the request is no JSON object with a property \"ask\"" };
                await JsonSerializer.SerializeAsync(stream, reply, ControlJson.Default.Reply, deadline.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // The client went away or was too slow; it is the only one who misses the answer.
        }
        finally
        {
            Release();
        }
    }

    private void Release()
    {
        try
        {
            _ = _clients.Release();
        }
        catch (ObjectDisposedException)
        {
            // The agent is stopping.
        }
    }

    private static async Task<Request?> ReadAsync(NetworkStream stream, CancellationToken cancellation)
    {
        byte[] buffer = new byte[MaximumRequest];
        int length = 0;
        while (length < buffer.Length && !buffer.AsSpan(0, length).Contains((byte)'\n'))
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length), cancellation);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        try
        {
            return JsonSerializer.Deserialize(buffer.AsSpan(0, length), ControlJson.Default.Request) is { Ask: not null } request ? request : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
