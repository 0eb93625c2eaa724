using System.Net.Sockets;
using System.Text.Json;

namespace Mwan.Agent.Control;

/// <summary>Asks the running agent.</summary>
internal static class ControlClient
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>The reply; its <see cref="Reply.Error"/> says so when nobody answers.</summary>
    /// <param name="path">The agent's socket.</param>
    /// <param name="request">The question.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<Reply> AskAsync(string path, Request request, CancellationToken cancellation)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Deadline);
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), deadline.Token);
            await using NetworkStream stream = new(socket);
            await JsonSerializer.SerializeAsync(stream, request, ControlJson.Default.Request, deadline.Token);
            await stream.WriteAsync("\n"u8.ToArray(), deadline.Token);
            return await JsonSerializer.DeserializeAsync(stream, ControlJson.Default.Reply, deadline.Token) ?? Failed("it answered nothing");
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AccessDenied)
        {
            return Failed("only root may ask it");
        }
        catch (SocketException)
        {
            return Failed("it is not running: see systemctl status mwan and journalctl -u mwan");
        }
        catch (OperationCanceledException)
        {
            return Failed("it runs but does not answer: see journalctl -u mwan");
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            return Failed($"it answered nonsense ({exception.Message}): is it of another version?");
        }
    }

    private static Reply Failed(string why) => new() { Error = why };
}
