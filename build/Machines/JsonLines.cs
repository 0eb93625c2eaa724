using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Mwan.Build.Machines;

/// <summary>A stream of JSON documents, one a line, as QMP and the guest agent speak it.</summary>
internal sealed class JsonLines : IAsyncDisposable
{
    /// <summary>Precedes the answer to <c>guest-sync-delimited</c>; never part of UTF-8.</summary>
    private const char Delimiter = '\uFFFD';

    private readonly Stream stream;
    private readonly Task reading;
    private readonly Channel<JsonObject> lines = Channel.CreateUnbounded<JsonObject>();

    public JsonLines(Stream stream)
    {
        this.stream = stream;
        reading = ReadAsync();
    }

    /// <summary>What has come, in order; completes with the stream.</summary>
    public ChannelReader<JsonObject> Lines => lines.Reader;

    /// <summary>Sends one document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="flush">Whether 0xFF precedes it, which makes the guest agent forget any half-sent line.</param>
    /// <param name="cancellation">Ends the wait for room.</param>
    public async Task WriteAsync(JsonObject document, bool flush, CancellationToken cancellation)
    {
        byte[] text = Encoding.UTF8.GetBytes(document.ToJsonString() + "\n");
        await stream.WriteAsync(flush ? [0xFF, .. text] : text, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        await reading;
    }

    private async Task ReadAsync()
    {
        try
        {
            using StreamReader reader = new(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 65536, leaveOpen: true);
            while (await reader.ReadLineAsync() is string line)
            {
                if (Parse(line.TrimStart(Delimiter)) is JsonObject document)
                {
                    lines.Writer.TryWrite(document);
                }
            }
        }
        catch (Exception end) when (end is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The machine has gone: the readers see the end of the lines.
        }

        lines.Writer.TryComplete();
    }

    private static JsonObject? Parse(string line)
    {
        try
        {
            return line.Length == 0 ? null : JsonNode.Parse(line) as JsonObject;
        }
        catch (JsonException)
        {
            // The rest of an answer that a reboot of the guest cut.
            return null;
        }
    }
}
