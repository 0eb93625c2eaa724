using System.Net.Sockets;
using System.Text.Json;
using Mwan.Agent.Tracing;

namespace Mwan.Agent.Control;

/// <summary>Tells one client of each decision, a line each, until one of the two ends.</summary>
/// <param name="stream">To the client.</param>
/// <param name="decisions">Where decisions come from.</param>
internal sealed class WatchStream(NetworkStream stream, Decisions decisions)
{
    /// <summary>A client that is stopped (Ctrl-S, a debugger) is let go after that; what it missed is in the ring.</summary>
    public required TimeSpan Patience { get; init; }

    /// <summary>Serves the client.</summary>
    /// <param name="first">Gives the first line, after decisions began to be gathered, so that none is missed between.</param>
    /// <param name="cancellation">The agent stops.</param>
    public async Task ServeAsync(Func<Reply> first, CancellationToken cancellation)
    {
        if (decisions.Watch() is not { } watcher)
        {
            await SendAsync(new Reply { Error = $"{Decisions.MaximumWatchers} others watch already: end one of them" }, cancellation);
            return;
        }

        using CancellationTokenSource gone = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task hangup = HangupAsync(gone.Cancel, gone.Token);
        try
        {
            await SendAsync(first(), gone.Token);
            await foreach (Decision decision in watcher.Reader.ReadAllAsync(gone.Token))
            {
                await SendAsync(new Reply { Decision = decision }, gone.Token);
            }

            await SendAsync(new Reply { Error = "you read too slowly and missed decisions: see mwan trace" }, gone.Token);
        }
        finally
        {
            decisions.Forget(watcher);
            await gone.CancelAsync();
            await hangup;
        }
    }

    // A client says nothing after its question: what can be read is the end.
    private async Task HangupAsync(Action end, CancellationToken cancellation)
    {
        try
        {
            _ = await stream.ReadAsync(new byte[1], cancellation);
            end();
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            end();
        }
    }

    private async Task SendAsync(Reply reply, CancellationToken cancellation)
    {
        // The time that a busy box needs to write the line down is not the client's.
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(reply, ControlJson.Default.Reply), (byte)'\n'];
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(Patience);
        await stream.WriteAsync(line, late.Token);
    }
}
