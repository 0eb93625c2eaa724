using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Mwan.Build.Machines;

/// <summary>
/// The guest agent (<c>qemu-ga-ref(7)</c>): runs programs and moves files inside the guest, without any network. Every call waits
/// for the agent, so the first one also waits for the boot.
/// </summary>
public sealed class GuestAgent : IAsyncDisposable
{
    /// <summary>How long an agent that is there may take for one answer.</summary>
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan SyncTry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(500);

    private readonly JsonLines lines;
    private readonly SemaphoreSlim turn = new(1);
    private bool synchronised;
    private long syncs;

    internal GuestAgent(Stream stream) => lines = new JsonLines(stream);

    /// <summary>How long a call waits for an agent that does not answer: long enough for a boot without KVM.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(180);

    /// <summary>Waits until the agent answers.</summary>
    /// <exception cref="TimeoutException">It does not within <see cref="Patience"/>.</exception>
    public Task PingAsync(CancellationToken cancellation = default) => ExecuteAsync("guest-ping", null, cancellation);

    /// <summary>Forgets that the agent answered: the guest has been reset, and the next call waits for its boot.</summary>
    public void Forget() => synchronised = false;

    /// <summary>Executes a command of the agent and returns what it returns.</summary>
    /// <exception cref="QmpException">The agent refuses, or the machine has gone.</exception>
    /// <exception cref="TimeoutException">The agent does not answer within <see cref="Patience"/>.</exception>
    public async Task<JsonNode?> ExecuteAsync(string command, JsonObject? arguments = null, CancellationToken cancellation = default)
    {
        JsonObject request = new() { ["execute"] = command };
        if (arguments is not null)
        {
            request["arguments"] = arguments;
        }

        await turn.WaitAsync(cancellation);
        try
        {
            if (!synchronised)
            {
                await SynchroniseAsync(cancellation);
            }

            await lines.WriteAsync(request, flush: false, cancellation);
            JsonObject answer = await ReadAsync(Answer, cancellation) ?? throw Late(command, Answer);
            return answer["error"] is JsonNode error ? throw new QmpException($"{command}: {error["desc"]}") : answer["return"];
        }
        catch (Exception end) when (end is ChannelClosedException or IOException or ObjectDisposedException)
        {
            throw new QmpException($"{command}: the machine has gone.", end);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Starts a program in the guest, for which nobody waits here.</summary>
    /// <param name="command">The program (searched in the agent's path) and its arguments.</param>
    /// <param name="input">Its standard input, or null.</param>
    /// <returns>What the agent tells of it: its process id.</returns>
    public Task<JsonNode?> StartAsync(IReadOnlyList<string> command, string? input = null)
    {
        ArgumentNullException.ThrowIfNull(command);
        JsonObject arguments = new()
        {
            ["path"] = command[0],
            ["arg"] = new JsonArray([.. command.Skip(1).Select(text => (JsonNode)text)]),
            ["capture-output"] = true,
        };
        if (input is not null)
        {
            arguments["input-data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(input));
        }

        return ExecuteAsync("guest-exec", arguments);
    }

    /// <summary>Runs a program in the guest to its end.</summary>
    /// <param name="command">The program (searched in the agent's path) and its arguments.</param>
    /// <param name="input">Its standard input, or null.</param>
    /// <param name="deadline">How long it may take; default: three minutes.</param>
    /// <exception cref="TimeoutException">It has not ended by then.</exception>
    public async Task<GuestResult> RunAsync(IReadOnlyList<string> command, string? input = null, TimeSpan? deadline = null)
    {
        ArgumentNullException.ThrowIfNull(command);
        TimeSpan limit = deadline ?? TimeSpan.FromMinutes(3);
        JsonNode? process = await StartAsync(command, input);
        long started = TimeProvider.System.GetTimestamp();
        TimeSpan pause = ShortestPoll;
        while (true)
        {
            JsonNode? status = await ExecuteAsync("guest-exec-status", new JsonObject { ["pid"] = (long?)process?["pid"] });
            if ((bool?)status?["exited"] == true)
            {
                return new GuestResult((int?)status["exitcode"] ?? (128 + ((int?)status["signal"] ?? 0)), Decode(status["out-data"]), Decode(status["err-data"]));
            }

            if (TimeProvider.System.GetElapsedTime(started) > limit)
            {
                throw new TimeoutException($"{string.Join(' ', command)} has not ended in the guest within {limit}.");
            }

            await Task.Delay(pause);
            pause = pause * 2 < LongestPoll ? pause * 2 : LongestPoll;
        }
    }

    /// <summary>The bytes of a file in the guest.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="from">Bytes that are left out at its start.</param>
    public async Task<byte[]> ReadFileAsync(string path, long from = 0)
    {
        const int Chunk = 48 * 1024;
        JsonNode? handle = await ExecuteAsync("guest-file-open", new JsonObject { ["path"] = path, ["mode"] = "r" });
        if (from > 0)
        {
            await ExecuteAsync("guest-file-seek", new JsonObject { ["handle"] = (long?)handle, ["offset"] = from, ["whence"] = "set" });
        }

        using MemoryStream content = new();
        while (true)
        {
            JsonNode? part = await ExecuteAsync("guest-file-read", new JsonObject { ["handle"] = (long?)handle, ["count"] = Chunk });
            content.Write(Convert.FromBase64String((string?)part?["buf-b64"] ?? string.Empty));
            if ((bool?)part?["eof"] != false)
            {
                await ExecuteAsync("guest-file-close", new JsonObject { ["handle"] = (long?)handle });
                return content.ToArray();
            }
        }
    }

    /// <summary>Writes a file in the guest, readable by root alone if it is new there.</summary>
    public async Task WriteFileAsync(string path, ReadOnlyMemory<byte> content)
    {
        const int Chunk = 32 * 1024;
        JsonNode? handle = await ExecuteAsync("guest-file-open", new JsonObject { ["path"] = path, ["mode"] = "w" });
        for (int start = 0; start < content.Length; start += Chunk)
        {
            string part = Convert.ToBase64String(content.Span.Slice(start, Math.Min(Chunk, content.Length - start)));
            await ExecuteAsync("guest-file-write", new JsonObject { ["handle"] = (long?)handle, ["buf-b64"] = part });
        }

        await ExecuteAsync("guest-file-close", new JsonObject { ["handle"] = (long?)handle });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await lines.DisposeAsync();
        turn.Dispose();
    }

    private static string Decode(JsonNode? base64) => base64 is null ? string.Empty : Encoding.UTF8.GetString(Convert.FromBase64String((string?)base64 ?? string.Empty));

    private static TimeoutException Late(string command, TimeSpan limit) => new($"The guest agent gave no answer to {command} within {limit}.");

    private async Task SynchroniseAsync(CancellationToken cancellation)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            long id = ++syncs;
            await lines.WriteAsync(
                new JsonObject { ["execute"] = "guest-sync-delimited", ["arguments"] = new JsonObject { ["id"] = id } }, flush: true, cancellation);
            while (await ReadAsync(SyncTry, cancellation) is JsonObject answer)
            {
                if (answer["return"] is JsonValue value && value.TryGetValue(out long returned) && returned == id)
                {
                    synchronised = true;
                    return;
                }
            }
        }

        throw Late("guest-sync", Patience);
    }

    /// <summary>The next answer; null when none comes in time, and then the agent has to be found anew.</summary>
    private async Task<JsonObject?> ReadAsync(TimeSpan limit, CancellationToken cancellation)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(limit);
        try
        {
            return await lines.Lines.ReadAsync(late.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            synchronised = false;
            return null;
        }
    }
}
