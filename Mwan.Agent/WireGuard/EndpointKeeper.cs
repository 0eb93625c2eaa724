using System.Net;
using System.Net.Sockets;
using Mwan.Agent.Health.Names;
using Mwan.Agent.Health.Probes;
using Mwan.Agent.Observation;
using Mwan.Agent.Supervision;
using Mwan.Agent.Systemd;
using Mwan.Config;

namespace Mwan.Agent.WireGuard;

/// <summary>
/// Keeps a tunnel's packets going where the site says: resolves the peer's name over the underlay, and again when no handshake comes
/// about or nothing passes any more, for its address may have changed. Otherwise the kernel follows the peer by itself.
/// </summary>
/// <param name="tunnel">The tunnel.</param>
/// <param name="underlay">What carries it.</param>
/// <param name="resolve">Resolves a name over a way.</param>
/// <param name="wireGuard">The kernel.</param>
/// <param name="journal">Where changes are said.</param>
/// <param name="time">The clock.</param>
/// <param name="changed">Called, on any thread, when there is an endpoint, or a new reason why there is none.</param>
internal sealed class EndpointKeeper(
    Tunnel tunnel,
    Wan underlay,
    Func<ProbePath, string, AddressFamily, CancellationToken, Task<Resolution>> resolve,
    IWireGuard wireGuard,
    IJournal journal,
    TimeProvider time,
    Action changed)
{
    /// <summary>Time to the second try; it doubles up to <see cref="LongestWait"/>.</summary>
    public static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(5);

    /// <summary>The longest time between two tries.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly bool _isNamed = !IPAddress.TryParse(tunnel.Peer.Host, out _);
    private TimeSpan _wait = FirstWait;
    private long? _tried;
    private bool _running;
    private string? _problem;

    /// <summary>Why there is no address to send to, without a full stop; null: there is, or nobody has looked yet.</summary>
    public string? Problem
    {
        get
        {
            lock (_lock)
            {
                return _problem;
            }
        }
    }

    /// <summary>Looks at the tunnel and starts a try if one is due; never waits for it.</summary>
    /// <param name="state">The tunnel.</param>
    /// <param name="silent">Whether nothing passes through it. Keys of a peer that is gone stay fresh for minutes.</param>
    /// <param name="families">Families in which the underlay has a way, the preferred one first.</param>
    /// <param name="stop">Ends a try that is under way.</param>
    public void Consider(TunnelState state, bool silent, IReadOnlyList<AddressFamily> families, CancellationToken stop)
    {
        lock (_lock)
        {
            if (state.IsFresh is true && !(silent && _isNamed))
            {
                _wait = FirstWait;
                _tried = null;
                return;
            }

            bool known = state.Endpoint is not null;
            bool due = _tried is not { } tried || time.GetElapsedTime(tried) >= _wait;
            if (_running || families.Count == 0 || !due || (known && (state.IsResting || state.AwaitedUntil is not null)))
            {
                return;
            }

            _wait = _tried is null ? FirstWait : _wait + _wait < LongestWait ? _wait + _wait : LongestWait;
            _tried = time.GetTimestamp();
            _running = true;
        }

        _ = TryAsync(state.Endpoint, families, stop);
    }

    private async Task TryAsync(IPEndPoint? before, IReadOnlyList<AddressFamily> families, CancellationToken stop)
    {
        string? problem = null;
        try
        {
            (IPAddress? address, problem) = await FindAsync(before?.Address, families, stop);
            if (address is not null)
            {
                IPEndPoint endpoint = new(address, tunnel.Peer.Port);
                problem = endpoint.Equals(before) ? null : wireGuard.SetEndpoint(tunnel.Interface, tunnel.Peer.PublicKey, endpoint);
                if (problem is null && !endpoint.Equals(before))
                {
                    journal.Write(new JournalEntry(
                        Priority.Notice, $"{tunnel.Name}: its peer is at {endpoint}{(before is null ? "" : $", no longer at {before}")}.", ("LINK", tunnel.Name), ("SUBJECT", "tunnel")));
                }
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception exception) when (Mishap.IsBearable(exception))
        {
            problem = Mishap.Of(exception);
        }
        finally
        {
            bool news;
            lock (_lock)
            {
                news = !string.Equals(_problem, problem, StringComparison.Ordinal) || problem is null;
                _problem = problem;
                _running = false;
            }

            if (news)
            {
                changed();
            }
        }
    }

    // An address that is in use and still one of the name's stays: name servers turn the order.
    private async Task<(IPAddress? Address, string? Problem)> FindAsync(IPAddress? before, IReadOnlyList<AddressFamily> families, CancellationToken stop)
    {
        if (IPAddress.TryParse(tunnel.Peer.Host, out IPAddress? literal))
        {
            return (literal, null);
        }

        string? problem = null;
        foreach (AddressFamily family in families)
        {
            Resolution resolution = await resolve(new ProbePath(underlay.DataInterface, underlay.Mark), tunnel.Peer.Host, family, stop);
            if (resolution.Addresses is [var first, ..])
            {
                return (before is not null && resolution.Addresses.Contains(before) ? before : first, null);
            }

            problem ??= $"{tunnel.Peer.Host} does not resolve over {underlay.Name}: {resolution.Problem}";
        }

        return (null, problem);
    }
}
