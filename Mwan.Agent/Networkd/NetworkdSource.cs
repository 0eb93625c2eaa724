using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Mwan.Agent.Networkd.Bus;

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
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NetworkdSnapshot _latest = NetworkdSnapshot.Nothing;
    private long? _restarted;

    /// <summary>What is known now.</summary>
    public NetworkdSnapshot Latest => Volatile.Read(ref _latest);

    /// <summary>Ends when networkd was asked for the first time, with or without an answer.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Time after which a call counts as unanswered.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time after which networkd is read although no signal came.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Reads until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        TimeSpan delay = FirstDelay;
        while (!cancellation.IsCancellationRequested)
        {
            long started = time.GetTimestamp();
            try
            {
                await SessionAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is IOException or SocketException or JsonException or OperationCanceledException)
            {
                Publish(Latest with { Problem = Sentence(exception) });
            }

            // A session that held shows that the trouble before it is over.
            delay = time.GetElapsedTime(started) > LongestDelay ? FirstDelay : delay;
            await Task.Delay(delay, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    /// <summary>
    /// Asks for a lease anew: networkd renews one that it has; without any it starts over with the interface, for its own pauses
    /// between questions grow to a minute and it cannot know that the port has just been opened.
    /// </summary>
    /// <param name="name">The interface.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Why it could not be asked, as a sentence; null: it was.</returns>
    public async Task<string?> RenewAsync(string name, CancellationToken cancellation)
    {
        using CancellationTokenSource late = Late(cancellation);
        try
        {
            using BusConnection bus = await BusConnection.OpenAsync(socket, late.Token);
            BusMessage link = await bus.CallAsync(Network1.GetLinkByName(name), late.Token);
            if (link.Number() is not { } index)
            {
                return $"systemd-networkd does not know {name} ({link.Text() ?? link.ErrorName}).";
            }

            bool leased = Latest.Find(name) is { Lease: not null } or { Delegations.Count: > 0 };
            BusMessage answer = await bus.CallAsync(leased ? Network1.RenewLink(index) : Network1.ReconfigureLink(index), late.Token);
            return answer.Type == MessageType.Error ? $"systemd-networkd does not renew {name} ({answer.Text() ?? answer.ErrorName})." : null;
        }
        catch (Exception exception) when (exception is IOException or SocketException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return Sentence(exception);
        }
    }

    private async Task SessionAsync(CancellationToken cancellation)
    {
        using BusConnection bus = await WithinAsync(token => BusConnection.OpenAsync(socket, token), cancellation);
        _ = await WithinAsync(
            async token =>
            {
                await bus.ListenAsync(Network1.PropertiesChanged, token);
                await bus.ListenAsync(Network1.OwnerChanged, token);
                return true;
            },
            cancellation);

        // While nobody listened, networkd may have started again.
        _restarted = time.GetTimestamp();
        while (true)
        {
            await ReadAsync(bus, cancellation);
            await SignalAsync(bus, cancellation);
        }
    }

    private async Task ReadAsync(BusConnection bus, CancellationToken cancellation)
    {
        BusMessage answer = await WithinAsync(token => bus.CallAsync(Network1.Describe, token), cancellation);
        if (answer.Type == MessageType.Error || answer.Text() is not { } json)
        {
            // Not an end of the session: the bus will tell when networkd is back.
            Publish(Latest with { Problem = $"systemd-networkd does not answer ({answer.Text() ?? answer.ErrorName})" });
            return;
        }

        TimeSpan boot = BootClock.Now();
        DateTimeOffset now = time.GetUtcNow();
        NetworkdSnapshot before = Latest;
        bool fresh = _restarted is { } at && time.GetElapsedTime(at) < Grace;
        Publish(new NetworkdSnapshot(
            [.. Description.Parse(json).Select(link => LeaseCheck.Of(link, boot, now, own)).Select(leases =>
                fresh ? Delegations.Carry(before.Find(leases.Interface), leases, now) : leases)],
            Problem: null));
    }

    // Returns when something may have changed; many signals at once are one reason to read.
    private async Task SignalAsync(BusConnection bus, CancellationToken cancellation)
    {
        using CancellationTokenSource timer = new(Interval, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        try
        {
            if (bus.Signals.Count == 0)
            {
                bus.Signals.Enqueue(await bus.ReceiveAsync(either.Token));
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return;
        }

        if (bus.Signals.Any(signal => signal.Member == Network1.OwnerChangedMember))
        {
            _restarted = time.GetTimestamp();
        }

        bus.Signals.Clear();
    }

    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using CancellationTokenSource late = Late(cancellation);
        return await work(late.Token);
    }

    private CancellationTokenSource Late(CancellationToken cancellation)
    {
        CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(Deadline);
        return late;
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

    private static string Sentence(Exception exception) => exception switch
    {
        OperationCanceledException => "The system bus or systemd-networkd does not answer in time: see systemctl status dbus-broker systemd-networkd.",
        SocketException => "The system bus is not there: see systemctl status dbus-broker.",
        JsonException => $"systemd-networkd describes its links in no JSON ({exception.Message}).",
        _ => exception.Message,
    };
}
