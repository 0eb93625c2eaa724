using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Mwan.Agent.Networkd.Bus;
using Mwan.Agent.Supervision;

namespace Mwan.Agent.Networkd;

/// <summary>
/// Keeps what networkd knows at hand. Runs beside the loop, which takes <see cref="Latest"/> and never waits: the bus may be absent,
/// start again, or hang.
/// </summary>
/// <param name="socket">The system bus's socket.</param>
/// <param name="own">The site's own prefixes, see <see cref="LeaseCheck.OwnPrefixes"/>.</param>
/// <param name="time">The clock.</param>
/// <param name="changed">Called when <see cref="Latest"/> has news.</param>
internal sealed class NetworkdSource(string socket, IReadOnlyList<IPNetwork> own, TimeProvider time, Action changed)
{
    private readonly Sessions _sessions = new(TimeSpan.FromSeconds(30), time);
    private readonly Succession _succession = new(time);
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NetworkdSnapshot _latest = NetworkdSnapshot.Nothing;

    /// <summary>What is known now.</summary>
    public NetworkdSnapshot Latest => Volatile.Read(ref _latest);

    /// <summary>Ends when networkd was asked for the first time, with or without an answer.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Time after which a call counts as unanswered.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time after which networkd is read although no signal came.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Reads until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) => _sessions.RunAsync(
        SessionAsync, IsForeseen, exception => Publish(Latest with { Problem = Sentence(exception) }), cancellation);

    /// <summary>
    /// Asks for a lease anew: networkd renews one that it has; without any it starts over with the interface, for its own pauses
    /// between questions grow to a minute and it cannot know that the port has just been opened.
    /// </summary>
    /// <param name="name">The interface.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Why it could not be asked, as a sentence; null: it was.</returns>
    public Task<string?> RenewAsync(string name, CancellationToken cancellation) => WithinAsync(
        name, Latest.Find(name) is { Lease: not null } or { Delegations.Count: > 0 } ? Network1.RenewLink : Network1.ReconfigureLink, cancellation);

    /// <summary>Has networkd start over with an interface, which loses for a moment what it has.</summary>
    /// <param name="name">The interface.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Why it could not be asked, as a sentence; null: it was.</returns>
    public Task<string?> ReconfigureAsync(string name, CancellationToken cancellation) => WithinAsync(name, Network1.ReconfigureLink, cancellation);

    private async Task<string?> WithinAsync(string name, Func<int, MethodCall> request, CancellationToken cancellation)
    {
        try
        {
            return await _sessions.WithinAsync(Deadline, token => AskAsync(name, request, token), cancellation);
        }
        catch (Exception exception) when (IsForeseen(exception) || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return Sentence(exception);
        }
    }

    private async Task<string?> AskAsync(string name, Func<int, MethodCall> request, CancellationToken cancellation)
    {
        using BusConnection bus = await BusConnection.OpenAsync(socket, cancellation);
        BusMessage link = await bus.CallAsync(Network1.GetLinkByName(name), cancellation);
        if (link.Number() is not { } index)
        {
            return $"systemd-networkd does not know {name} ({link.Text() ?? link.ErrorName}).";
        }

        BusMessage answer = await bus.CallAsync(request(index), cancellation);
        return answer.Type == MessageType.Error ? $"systemd-networkd does not renew {name} ({answer.Text() ?? answer.ErrorName})." : null;
    }

    private async Task SessionAsync(CancellationToken cancellation)
    {
        using BusConnection bus = await _sessions.WithinAsync(Deadline, token => BusConnection.OpenAsync(socket, token), cancellation);
        _ = await _sessions.WithinAsync(
            Deadline,
            async token =>
            {
                await bus.ListenAsync(Network1.PropertiesChanged, token);
                await bus.ListenAsync(Network1.OwnerChanged, token);
                return true;
            },
            cancellation);

        // While nobody listened, networkd may have started again.
        _succession.Begin();
        while (true)
        {
            await ReadAsync(bus, cancellation);
            await SignalAsync(bus, cancellation);
        }
    }

    private async Task ReadAsync(BusConnection bus, CancellationToken cancellation)
    {
        BusMessage answer = await _sessions.WithinAsync(Deadline, token => bus.CallAsync(Network1.Describe, token), cancellation);
        if (answer.Type == MessageType.Error || answer.Text() is not { } json)
        {
            // Not an end of the session: the bus will tell when networkd is back.
            Publish(Latest with { Problem = $"systemd-networkd does not answer ({answer.Text() ?? answer.ErrorName})" });
            return;
        }

        TimeSpan boot = BootClock.Now();
        DateTimeOffset now = time.GetUtcNow();
        Publish(new NetworkdSnapshot(
            _succession.After(Latest, [.. Description.Parse(json).Select(link => LeaseCheck.Of(link, boot, now, own))]),
            Problem: null));
    }

    // Returns when something may have changed; many signals at once are one reason to read.
    private async Task SignalAsync(BusConnection bus, CancellationToken cancellation)
    {
        if (bus.Signals.Count == 0 && await _sessions.ForAsync(Interval, bus.ReceiveAsync, cancellation) is { } received)
        {
            bus.Signals.Enqueue(received);
        }

        if (bus.Signals.Any(signal => signal.Member == Network1.OwnerChangedMember))
        {
            _succession.Begin();
        }

        bus.Signals.Clear();
    }

    private void Publish(NetworkdSnapshot snapshot)
    {
        if (!snapshot.IsSameAs(_latest))
        {
            Volatile.Write(ref _latest, snapshot);
            changed();
        }

        _ = _asked.TrySetResult();
    }

    private static bool IsForeseen(Exception exception) => exception is IOException or SocketException or JsonException;

    private static string Sentence(Exception exception) => exception switch
    {
        OperationCanceledException => "The system bus or systemd-networkd does not answer in time: see systemctl status dbus-broker systemd-networkd.",
        SocketException => "The system bus is not there: see systemctl status dbus-broker.",
        JsonException => $"systemd-networkd describes its links in no JSON ({exception.Message}).",
        _ => exception.Message,
    };
}
