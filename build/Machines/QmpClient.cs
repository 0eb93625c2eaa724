using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Mwan.Build.Machines;

/// <summary>QEMU's control channel (QEMU Machine Protocol, <c>docs/interop/qmp-spec</c>).</summary>
public sealed class QmpClient : IAsyncDisposable
{
    private readonly JsonLines lines;
    private readonly Task dispatching;
    private readonly SemaphoreSlim turn = new(1);
    private readonly Channel<JsonObject> answers = Channel.CreateUnbounded<JsonObject>();
    private readonly List<string> events = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private QmpClient(Stream stream)
    {
        lines = new JsonLines(stream);
        dispatching = DispatchAsync();
    }

    /// <summary>Names of the events so far, e.g. <c>RESET</c>, <c>SHUTDOWN</c>, <c>WATCHDOG</c>.</summary>
    public IReadOnlyList<string> Events
    {
        get
        {
            lock (events)
            {
                return [.. events];
            }
        }
    }

    /// <summary>Completes when QEMU has gone and <see cref="Events"/> has its last one.</summary>
    public Task Ended => dispatching;

    /// <summary>Negotiates on a fresh connection.</summary>
    internal static async Task<QmpClient> OpenAsync(Stream stream, CancellationToken cancellation)
    {
        QmpClient client = new(stream);
        await client.ExecuteAsync("qmp_capabilities", null, cancellation);
        return client;
    }

    /// <summary>Executes a command and returns what it returns.</summary>
    /// <param name="command">Its name, as in <c>qemu-qmp-ref(7)</c>.</param>
    /// <param name="arguments">Its arguments, or null.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="QmpException">QEMU refuses, or has gone.</exception>
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
            await lines.WriteAsync(request, flush: false, cancellation);
            JsonObject answer = await answers.Reader.ReadAsync(cancellation);
            return answer["error"] is JsonNode error ? throw new QmpException($"{command}: {error["desc"]}") : answer["return"];
        }
        catch (Exception end) when (end is ChannelClosedException or IOException or ObjectDisposedException)
        {
            throw new QmpException($"{command}: QEMU has gone.", end);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>A command of the human monitor, for what QMP lacks.</summary>
    public async Task<string> MonitorAsync(string commandLine, CancellationToken cancellation = default) =>
        (string?)await ExecuteAsync("human-monitor-command", new JsonObject { ["command-line"] = commandLine }, cancellation) ?? string.Empty;

    /// <summary>Presses the power button (ACPI).</summary>
    public Task PowerButtonAsync(CancellationToken cancellation = default) => ExecuteAsync("system_powerdown", null, cancellation);

    /// <summary>Presses the reset button.</summary>
    public Task ResetAsync(CancellationToken cancellation = default) => ExecuteAsync("system_reset", null, cancellation);

    /// <summary>Sends a non-maskable interrupt.</summary>
    public Task InjectNmiAsync(CancellationToken cancellation = default) => ExecuteAsync("inject-nmi", null, cancellation);

    /// <summary>Pulls (false) or plugs (true) the cable of a NIC.</summary>
    /// <param name="nic">Its Proxmox name.</param>
    /// <param name="up">Whether the guest sees a carrier.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task SetLinkAsync(string nic, bool up, CancellationToken cancellation = default) =>
        ExecuteAsync("set_link", new JsonObject { ["name"] = nic, ["up"] = up }, cancellation);

    /// <summary><c>running</c>, <c>paused</c>, <c>guest-panicked</c> and so on.</summary>
    public async Task<string> StatusAsync(CancellationToken cancellation = default) =>
        (string?)(await ExecuteAsync("query-status", null, cancellation))?["status"] ?? string.Empty;

    /// <summary>Waits until an event has come <paramref name="count"/> times since the start.</summary>
    /// <exception cref="TimeoutException">It has not within <paramref name="deadline"/>, or QEMU has gone.</exception>
    public async Task WaitForEventAsync(string name, TimeSpan deadline, int count = 1)
    {
        using CancellationTokenSource late = new(deadline);
        while (true)
        {
            // Before the look: what came last before the end must still be seen.
            bool ended = dispatching.IsCompleted;
            Task next;
            lock (events)
            {
                if (events.Count(seen => string.Equals(seen, name, StringComparison.Ordinal)) >= count)
                {
                    return;
                }

                next = changed.Task;
            }

            if (ended || await Task.WhenAny(next, dispatching, Task.Delay(Timeout.Infinite, late.Token)) is { IsCanceled: true })
            {
                throw new TimeoutException($"QEMU reported no {name} ({count} times) within {deadline}; it reported: {string.Join(", ", Events)}.");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await lines.DisposeAsync();
        await dispatching;
        turn.Dispose();
    }

    private async Task DispatchAsync()
    {
        await foreach (JsonObject line in lines.Lines.ReadAllAsync())
        {
            if (line["event"] is JsonNode name)
            {
                Record((string?)name ?? string.Empty);
            }
            else if (line["QMP"] is null)
            {
                answers.Writer.TryWrite(line);
            }
        }

        answers.Writer.TryComplete();
    }

    private void Record(string name)
    {
        TaskCompletionSource waiters;
        lock (events)
        {
            events.Add(name);
            waiters = changed;
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiters.SetResult();
    }
}
