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
/// about or nothing passes any more, for its address may have changed, or the one of the other family alone may answer. Otherwise the
/// kernel follows the peer by itself.
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
    private bool _rested;
    private long? _called;
    private ulong _received;
    private string? _problem;

    /// <summary>Why there is no address to send to, or no way to it, without a full stop; null: there is, or nobody has looked yet.</summary>
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
    /// <param name="received">Bytes from the peer so far.</param>
    /// <param name="silent">Whether nothing passes through it. Keys of a peer that is gone stay fresh for minutes.</param>
    /// <param name="families">Families in which the underlay has a way, the preferred one first.</param>
    /// <param name="stop">Ends a try that is under way.</param>
    public void Consider(TunnelState state, ulong received, bool silent, IReadOnlyList<AddressFamily> families, CancellationToken stop)
    {
        bool wasTried;
        lock (_lock)
        {
            // A tunnel that is woken is needed now: how long nothing was found while it rested is no reason to wait.
            bool wakes = _rested && !state.IsResting;
            _rested = state.IsResting;
            bool works = state.IsFresh is true && !(silent && _isNamed);
            if (works || wakes)
            {
                _wait = FirstWait;
                _tried = null;
                _called = null;
            }

            if (works)
            {
                _problem = null;
                return;
            }

            bool known = state.Endpoint is not null;
            bool due = _tried is not { } tried || time.GetElapsedTime(tried) >= _wait;

            // A tunnel that was cold asks the name at once: its peer may have moved meanwhile, and its first handshake would be tried in vain.
            bool waits = state.IsResting || (state.AwaitedUntil is not null && !(wakes && _isNamed));
            if (_running || families.Count == 0 || !due || (known && waits))
            {
                return;
            }

            _wait = _tried is null ? FirstWait : _wait + _wait < LongestWait ? _wait + _wait : LongestWait;
            _tried = time.GetTimestamp();

            // Whoever sends anything is where it was called, be it a peer that has lost its own way to the Internet: it still says every ten
            // seconds (KEEPALIVE_TIMEOUT) that it hears.
            if (received != _received)
            {
                _called = null;
            }

            wasTried = _called is { } since && time.GetElapsedTime(since) >= HandshakeWatch.Patience;
            _received = received;
            _running = true;
        }

        _ = TryAsync(state, wasTried, families, stop);
    }

    private async Task TryAsync(TunnelState state, bool wasTried, IReadOnlyList<AddressFamily> families, CancellationToken stop)
    {
        string? problem = null;
        IPEndPoint? before = state.Endpoint;
        try
        {
            (IPAddress? address, problem) = await FindAsync(before?.Address, wasTried, families, stop);
            IPEndPoint? endpoint = address is null ? null : new IPEndPoint(address, tunnel.Peer.Port);
            Call(endpoint, anew: !Equals(endpoint, before));
            if (endpoint is not null && !endpoint.Equals(before))
            {
                string? refused = wireGuard.SetEndpoint(tunnel.Interface, tunnel.Peer.PublicKey, endpoint);
                problem = refused ?? problem;
                if (refused is null)
                {
                    journal.Write(new JournalEntry(Priority.Notice, $"{tunnel.Name}: {News(before, wasTried, endpoint)}.", ("LINK", tunnel.Name), ("SUBJECT", "tunnel")));
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

    // An address that did not resolve was not called.
    private void Call(IPEndPoint? endpoint, bool anew)
    {
        lock (_lock)
        {
            _called = endpoint is null ? null : anew ? time.GetTimestamp() : _called ?? time.GetTimestamp();
        }
    }

    private static string News(IPEndPoint? before, bool wasTried, IPEndPoint endpoint) =>
        before is null ? $"its peer is at {endpoint}"
        : wasTried ? $"{before} does not answer, so its peer may be at {endpoint}"
        : $"its peer is at {endpoint}, no longer at {before}";

    // An address that is in use and still one of the name's stays: name servers turn the order. One that was tried in vain gives way to one
    // of the other family, if the name has one, and has its turn again after that: on which of them the peer listens, and by which of them
    // the underlay still reaches it, nobody can know.
    private async Task<(IPAddress? Address, string? Problem)> FindAsync(IPAddress? before, bool wasTried, IReadOnlyList<AddressFamily> families, CancellationToken stop)
    {
        if (IPAddress.TryParse(tunnel.Peer.Host, out IPAddress? literal))
        {
            // Set all the same, for the way may come later.
            return (literal, families.Contains(literal.AddressFamily) ? null
                : $"{literal} cannot be reached over {underlay.Name}, which has no {(literal.AddressFamily == AddressFamily.InterNetwork ? "IPv4" : "IPv6")} route");
        }

        string? problem = null;
        foreach (AddressFamily family in families.OrderBy(family => family != before?.AddressFamily ? 0 : wasTried ? 1 : -1))
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
