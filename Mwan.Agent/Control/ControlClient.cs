using System.Net.Sockets;
using System.Text.Json;

namespace Mwan.Agent.Control;

/// <summary>Asks the running agent.</summary>
internal static class ControlClient
{
    private const string Forbidden = "only root may ask it";
    private const string Absent = "it is not running: see systemctl status mwan and journalctl -u mwan";
    private const string Silent = "it answered nothing";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

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
            return await JsonSerializer.DeserializeAsync(stream, ControlJson.Default.Reply, deadline.Token) ?? Failed(Silent);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AccessDenied)
        {
            return Failed(Forbidden);
        }
        catch (SocketException)
        {
            return Failed(Absent);
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

    /// <summary>Asks a question whose answer is a stream of replies.</summary>
    /// <param name="path">The agent's socket.</param>
    /// <param name="request">The question.</param>
    /// <param name="take">Takes each reply.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Why it ended, without a full stop.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<string> FollowAsync(string path, Request request, Func<Reply, Task> take, CancellationToken cancellation)
    {
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            await using NetworkStream stream = new(socket);
            await JsonSerializer.SerializeAsync(stream, request, ControlJson.Default.Request, cancellation);
            await stream.WriteAsync("\n"u8.ToArray(), cancellation);
            using StreamReader lines = new(stream);
            while (await lines.ReadLineAsync(cancellation) is { } line)
            {
                await take(JsonSerializer.Deserialize(line, ControlJson.Default.Reply) ?? Failed(Silent));
            }

            return "it went away";
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AccessDenied)
        {
            return Forbidden;
        }
        catch (SocketException)
        {
            return Absent;
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            return $"it went away ({exception.Message})";
        }
    }

    private static Reply Failed(string why) => new() { Error = why };
}
