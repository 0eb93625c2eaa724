using System.Net;
using System.Net.Sockets;
using Mwan.Agent.Health;
using Mwan.Agent.Health.Names;
using Mwan.Agent.Health.Probes;
using Mwan.Agent.Observation;
using Mwan.Agent.WireGuard;
using Mwan.Config;
using Mwan.Tests.Unit.Agent.Health;
using Mwan.Tests.Unit.Agent.Planning;
using Xunit;

namespace Mwan.Tests.Unit.Agent.WireGuard;

public sealed class TunnelSourceTests : IDisposable
{
    private static readonly Tunnel Seed = PlanningWorld.Site.Tunnels.Single();
    private static readonly World NothingUp = PlanningWorld.Well.With(Seed.Over, upstream => upstream with { Routes = [] });

    private static readonly FamilyHealth Healthy = new(Verdict.Healthy, Failing: null, Script.Beginning);
    private static readonly FamilyHealth Unhealthy = new(Verdict.Unhealthy, Layer.Internet, Script.Beginning);

    private readonly SteppedTime _time = new();
    private readonly Notes _journal = new();
    private readonly FakeWireGuard _kernel = new(Seed.Peer.PublicKey);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<(ProbePath Path, string Name, AddressFamily Family)> _asked = [];
    private Resolution _answer = Found("203.0.113.10");
    private Resolution? _answer6;
    private int _calls;

    [Fact]
    public void What_the_kernel_has_is_known_of_the_tunnel()
    {
        _kernel.Endpoint = IPEndPoint.Parse("203.0.113.10:51820");
        _kernel.LastHandshake = _time.GetUtcNow().AddSeconds(-5);
        Assert.Equal(
            new TunnelState { PublicKey = "own", Endpoint = _kernel.Endpoint, LastHandshake = _kernel.LastHandshake, IsFresh = true, IsIdle = true },
            Look(Seed, PlanningWorld.Well));
        _kernel.Exists = false;
        Assert.Equal(new TunnelState { IsIdle = true }, Look(Seed, NothingUp));
    }

    [Fact]
    public async Task A_name_is_resolved_over_the_underlay_and_nothing_else()
    {
        using TunnelSource source = Source(Named());
        Assert.Null(State(source, PlanningWorld.Well).Endpoint);
        await Waiting.UntilAsync(() => _kernel.Endpoint is not null, "the endpoint is set");
        Assert.Equal("203.0.113.10:51820", _kernel.Endpoint!.ToString());
        Wan underlay = PlanningWorld.Site.Wans.Single(wan => wan.Name == Seed.Over);
        Assert.Equal([(new ProbePath(underlay.DataInterface, underlay.Mark), "vps.example", AddressFamily.InterNetwork)], Asked());
        await Waiting.UntilAsync(() => Volatile.Read(ref _calls) > 0, "the loop is woken");
        Assert.Equal(["vps: its peer is at 203.0.113.10:51820."], _journal.Lines);
    }

    [Fact]
    public async Task A_name_without_an_address_is_asked_for_again_at_growing_intervals_and_says_why()
    {
        _answer = new Resolution([], TimeSpan.Zero, "9.9.9.9: there is no such name");
        using TunnelSource source = Source(Named());
        for (int tries = 1; tries <= 4; tries++)
        {
            _ = State(source, PlanningWorld.Well);

            // Both families are asked for in each try.
            await Waiting.UntilAsync(() => Asked().Count == 2 * tries, "a try is made");
            await Waiting.UntilAsync(() => State(source, PlanningWorld.Well).EndpointProblem is not null, "the try ends");
            Assert.Equal(2 * tries, Asked().Count);
            Assert.Equal("vps.example does not resolve over monkeybrains: 9.9.9.9: there is no such name", State(source, PlanningWorld.Well).EndpointProblem);
            TimeSpan wait = EndpointKeeper.FirstWait * Math.Pow(2, tries - 1);
            _time.Pass(wait - TimeSpan.FromSeconds(1));
            _ = State(source, PlanningWorld.Well);
            Assert.Equal(2 * tries, Asked().Count);
            _time.Pass(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void Nobody_asks_while_the_underlay_has_no_way()
    {
        using TunnelSource source = Source(Named());
        _ = State(source, NothingUp);
        Assert.Empty(Asked());
    }

    [Fact]
    public async Task A_peer_that_moved_is_found_when_handshakes_stop()
    {
        using TunnelSource source = Source(Named());
        _kernel.Endpoint = IPEndPoint.Parse("203.0.113.10:51820");
        _kernel.LastHandshake = _time.GetUtcNow();
        _answer = Found("203.0.113.99");
        Assert.True(State(source, PlanningWorld.Well).IsFresh);
        _time.Pass(Seed.Peer.HandshakeAge);
        Assert.False(State(source, PlanningWorld.Well).IsFresh);
        await Waiting.UntilAsync(() => _kernel.Endpoint.ToString() == "203.0.113.99:51820", "the endpoint follows the name");
        await Waiting.UntilAsync(() => _journal.Lines.Count == 1, "it is said");
        Assert.Equal(["vps: its peer is at 203.0.113.99:51820, no longer at 203.0.113.10:51820."], _journal.Lines);
    }

    [Fact]
    public async Task A_peer_that_moved_is_found_as_soon_as_nothing_passes()
    {
        using TunnelSource source = Source(Named());
        _kernel.Endpoint = IPEndPoint.Parse("203.0.113.10:51820");
        _kernel.LastHandshake = _time.GetUtcNow();
        _answer = Found("203.0.113.99");
        _ = State(source, PlanningWorld.Well);
        Assert.Empty(Asked());
        Assert.True(State(source, PlanningWorld.Well, failing: Seed.Name).IsFresh);
        await Waiting.UntilAsync(() => _kernel.Endpoint.ToString() == "203.0.113.99:51820", "the endpoint follows the name");
    }

    [Fact]
    public void A_peer_that_is_known_by_its_address_is_left_to_the_kernel_while_its_keys_are_fresh()
    {
        using TunnelSource source = Source(Seed);
        _kernel.Endpoint = IPEndPoint.Parse("203.0.113.77:51820");
        _kernel.LastHandshake = _time.GetUtcNow();
        _ = State(source, PlanningWorld.Well, failing: Seed.Name);
        Assert.Equal(0, Volatile.Read(ref _calls));
        Assert.Equal("203.0.113.77:51820", _kernel.Endpoint.ToString());
    }

    [Fact]
    public async Task An_address_of_several_stays_while_it_is_one_of_them()
    {
        using TunnelSource source = Source(Named());
        _kernel.Endpoint = IPEndPoint.Parse("203.0.113.10:51820");
        _answer = Found("203.0.113.99", "203.0.113.10");
        _ = State(source, PlanningWorld.Well);
        _time.Pass(HandshakeWatch.Patience);
        _ = State(source, PlanningWorld.Well);
        await Waiting.UntilAsync(() => Volatile.Read(ref _calls) > 0, "the try ends");
        Assert.Equal("203.0.113.10:51820", _kernel.Endpoint.ToString());
        Assert.Empty(_journal.Lines);
    }

    [Fact]
    public async Task While_none_answers_the_families_of_a_name_take_turns()
    {
        using TunnelSource source = Source(Named());
        _answer6 = Found("2001:db8:99::1");
        string[] turns = ["203.0.113.10:51820", "[2001:db8:99::1]:51820", "203.0.113.10:51820"];
        foreach (string turn in turns)
        {
            _ = State(source, PlanningWorld.Well);
            await Waiting.UntilAsync(() => _kernel.Endpoint?.ToString() == turn, $"it is the turn of {turn}");

            // The patience for a first handshake begins with the look after the endpoint.
            _ = State(source, PlanningWorld.Well);
            _time.Pass(EndpointKeeper.LongestWait);
        }

        // The one that has answered has the first turn when it stops, and no more: the underlay may have lost its family alone.
        _kernel.LastHandshake = _time.GetUtcNow();
        Assert.True(State(source, PlanningWorld.Well).IsFresh);
        _time.Pass(Seed.Peer.HandshakeAge);
        int calls = Volatile.Read(ref _calls);
        _ = State(source, PlanningWorld.Well);
        await Waiting.UntilAsync(() => Volatile.Read(ref _calls) > calls, "the try ends");
        Assert.Equal(turns[^1], _kernel.Endpoint!.ToString());
        _time.Pass(HandshakeWatch.Patience);
        _ = State(source, PlanningWorld.Well);
        await Waiting.UntilAsync(() => _kernel.Endpoint.ToString() == turns[1], "the other family has its turn");
        await Waiting.UntilAsync(() => _journal.Lines.Count == 4, "it is said");
        Assert.Equal($"vps: {turns[^1]} does not answer, so its peer may be at {turns[1]}.", _journal.Lines[^1]);

        // What sends anything is where it is, and its name is asked in its own family first.
        int asked = Asked().Count;
        _kernel.Received++;
        _time.Pass(EndpointKeeper.LongestWait);
        await Waiting.UntilAsync(() => State(source, PlanningWorld.Well) is not null && Asked().Count > asked, "another try is made");
        Assert.Equal(AddressFamily.InterNetworkV6, Asked()[asked].Family);
        Assert.Equal(turns[1], _kernel.Endpoint.ToString());
    }

    [Fact]
    public async Task A_peer_that_answers_while_its_hold_is_owed_is_left_where_it_is()
    {
        using TunnelSource source = Source(Named());
        _kernel.Endpoint = IPEndPoint.Parse("203.0.113.10:51820");
        _kernel.LastHandshake = _time.GetUtcNow();
        Assert.True(State(source, PlanningWorld.Well).IsFresh);
        for (int look = 0; look < 10; look++)
        {
            _ = source.Complete(PlanningWorld.Well, static (_, _) => Unhealthy with { Answers = true });
            _time.Pass(TimeSpan.FromSeconds(10));
        }

        Assert.Empty(Asked());
        _ = source.Complete(PlanningWorld.Well, static (_, _) => Unhealthy);
        await Waiting.UntilAsync(() => Asked().Count == 1, "its name is asked once nothing passes");
    }

    [Fact]
    public async Task A_name_that_no_longer_resolves_is_told_although_it_did_once()
    {
        using TunnelSource source = Source(Named());
        _kernel.Endpoint = IPEndPoint.Parse("203.0.113.10:51820");
        _kernel.LastHandshake = _time.GetUtcNow();
        _answer = new Resolution([], TimeSpan.Zero, "9.9.9.9: no answer in time");
        _ = State(source, PlanningWorld.Well);
        _time.Pass(Seed.Peer.HandshakeAge);
        await Waiting.UntilAsync(() => State(source, PlanningWorld.Well).EndpointProblem is not null, "it is told");
        Assert.Equal("vps.example does not resolve over monkeybrains: 9.9.9.9: no answer in time", State(source, PlanningWorld.Well).EndpointProblem);

        // It answers again, and what was wrong once is not said when it stops the next time.
        _kernel.LastHandshake = _time.GetUtcNow();
        Assert.Null(State(source, PlanningWorld.Well).EndpointProblem);
        _time.Pass(Seed.Peer.HandshakeAge);
        Assert.Null(State(source, NothingUp).EndpointProblem);
    }

    [Fact]
    public async Task An_address_that_the_underlay_has_no_way_to_is_told_and_set_for_the_day_that_it_has_one()
    {
        World ipv4Alone = PlanningWorld.Well.With(
            Seed.Over, upstream => upstream with { Routes = [.. upstream.Routes.Where(route => route.Destination.BaseAddress.AddressFamily == AddressFamily.InterNetwork)] });
        using TunnelSource source = Source(Seed with { Peer = Seed.Peer with { Host = "2001:db8:99::1" } });
        await Waiting.UntilAsync(() => State(source, ipv4Alone).EndpointProblem is not null, "it is told");
        Assert.Equal("2001:db8:99::1 cannot be reached over monkeybrains, which has no IPv6 route", State(source, ipv4Alone).EndpointProblem);
        Assert.Equal("[2001:db8:99::1]:51820", _kernel.Endpoint!.ToString());
    }

    [Fact]
    public async Task A_cold_tunnel_that_is_woken_looks_for_its_peer_at_once()
    {
        _answer = new Resolution([], TimeSpan.Zero, "9.9.9.9: no answer in time");
        using TunnelSource source = Source(Named() with { Warm = false });
        for (int tries = 1; tries <= 4; tries++)
        {
            _time.Pass(EndpointKeeper.LongestWait);
            Assert.True(State(source, PlanningWorld.Well).IsResting);
            await Waiting.UntilAsync(() => Asked().Count == 2 * tries, "a try is made");
        }

        _time.Pass(TimeSpan.FromSeconds(1));
        Assert.False(State(source, PlanningWorld.Well, failing: "att webpass").IsResting);
        await Waiting.UntilAsync(() => Asked().Count == 10, "a try is made at once");
        _time.Pass(EndpointKeeper.FirstWait);
        _ = State(source, PlanningWorld.Well, failing: "att webpass");
        await Waiting.UntilAsync(() => Asked().Count == 12, "the next comes after the first wait");
    }

    [Fact]
    public async Task A_cold_tunnel_whose_peer_moved_while_it_rested_asks_its_name_at_once()
    {
        _kernel.Endpoint = IPEndPoint.Parse("203.0.113.99:51820");
        using TunnelSource source = Source(Named() with { Warm = false });
        Assert.True(State(source, PlanningWorld.Well).IsResting);
        Assert.Empty(Asked());
        Assert.False(State(source, PlanningWorld.Well, failing: "att webpass").IsResting);
        await Waiting.UntilAsync(() => _kernel.Endpoint.ToString() == "203.0.113.10:51820", "it is found");
    }

    [Fact]
    public void The_mark_of_its_own_packets_is_given_back()
    {
        _kernel.Mark = 0;
        using TunnelSource source = Source(Seed);
        _ = State(source, PlanningWorld.Well);
        _ = State(source, PlanningWorld.Well);
        Assert.Equal(Seed.OuterMark, _kernel.Mark);
        Assert.Equal([$"vps: somebody gave its packets the mark 0, by which they do not go over {Seed.Over} alone; it has its own again."], _journal.Lines.Where(static line => line.Contains(" mark ", StringComparison.Ordinal)), StringComparer.Ordinal);
    }

    [Fact]
    public void A_mark_that_the_kernel_refuses_is_told_once()
    {
        (_kernel.Mark, _kernel.Refusal) = (7, "Operation not permitted");
        using TunnelSource source = Source(Seed);
        _ = State(source, PlanningWorld.Well);
        _ = State(source, PlanningWorld.Well);
        Assert.Single(_journal.Lines, static line => line.StartsWith("vps: somebody gave its packets the mark 7", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_kernel_refuses_is_told()
    {
        _kernel.Refusal = "Operation not permitted";
        using TunnelSource source = Source(Named());
        await Waiting.UntilAsync(() => State(source, PlanningWorld.Well).EndpointProblem is not null, "it is told");
        Assert.Equal("Operation not permitted", State(source, PlanningWorld.Well).EndpointProblem);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("att", true)]
    [InlineData("att webpass", false)]
    public void A_cold_tunnel_rests_while_anything_that_it_protects_works(string failing, bool rests)
    {
        Tunnel cold = Seed with { Warm = false };
        Assert.Equal(rests, Look(cold, PlanningWorld.Well, failing).IsResting);
        Assert.False(Look(Seed, PlanningWorld.Well, failing).IsResting);
        Assert.False(Look(cold, PlanningWorld.Well with { Previous = new Selection(["vps"], []) }, failing).IsResting);
    }

    [Fact]
    public void A_tunnel_is_idle_while_nothing_goes_through_it()
    {
        Assert.True(Look(Seed, PlanningWorld.Well, "att").IsIdle);
        using TunnelSource source = Source(Seed);
        Assert.False(State(source, PlanningWorld.Well, "att webpass").IsIdle);
        _time.Pass(Seed.OnRecovery.After - TimeSpan.FromSeconds(1));
        Assert.False(State(source, PlanningWorld.Well).IsIdle);
        _time.Pass(TimeSpan.FromSeconds(1));
        Assert.True(State(source, PlanningWorld.Well).IsIdle);
        Assert.False(Look(Seed with { Peer = Seed.Peer with { Keepalive = TimeSpan.Zero } }, PlanningWorld.Well).IsIdle);
        Assert.False(Look(Seed, PlanningWorld.Well with { Previous = new Selection(["vps"], []) }).IsIdle);
        Assert.False(Look(Seed with { Protects = ["att"] }, PlanningWorld.Well, "att").IsIdle);
        Assert.False(Look(Seed with { Peer = Seed.Peer with { Forwards = [new Forward("tcp", [], IPAddress.Loopback)] } }, PlanningWorld.Well).IsIdle);
        Pin pin = new() { To = [], From = [], Ports = [], Via = Seed.Name, Strict = false };
        using TunnelSource pinned = Source(Seed, pin);
        Assert.False(State(pinned, PlanningWorld.Well).IsIdle);
    }

    [Fact]
    public void A_cold_tunnel_of_one_family_does_not_wake_for_the_other()
    {
        Tunnel cold = Seed with { Warm = false };
        Assert.Equal([AddressFamily.InterNetwork], cold.Addresses.Select(address => address.Address.AddressFamily));
        using TunnelSource source = Source(cold);
        World world = source.Complete(PlanningWorld.Well, (_, family) => family == AddressFamily.InterNetworkV6 ? null : Healthy);
        Assert.True(world.Upstreams.Single(upstream => upstream.Name == "vps").Tunnel!.IsResting);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _kernel.Dispose();
    }

    private static Tunnel Named() => Seed with { Peer = Seed.Peer with { Host = "vps.example" } };

    private static Resolution Found(params string[] addresses) => new([.. addresses.Select(IPAddress.Parse)], TimeSpan.FromMinutes(5), Problem: null);

    private static TunnelState State(TunnelSource source, World world, string failing = "") =>
        source.Complete(world, (name, _) => failing.Split(' ').Contains(name) ? Unhealthy : Healthy).Upstreams.Single(upstream => upstream.Name == "vps").Tunnel!;

    private TunnelState Look(Tunnel tunnel, World world, string failing = "")
    {
        using TunnelSource source = Source(tunnel);
        return State(source, world, failing);
    }

    private TunnelSource Source(Tunnel tunnel, params IReadOnlyList<Pin> pins) => new(
        PlanningWorld.Site with { Tunnels = [tunnel], Balance = PlanningWorld.Site.Balance with { Pins = pins } }, _kernel, ResolveAsync, _journal, _time, () => Interlocked.Increment(ref _calls), _stop.Token);

    private Task<Resolution> ResolveAsync(ProbePath path, string name, AddressFamily family, CancellationToken cancellation)
    {
        lock (_lock)
        {
            _asked.Add((path, name, family));
            return Task.FromResult(family == AddressFamily.InterNetworkV6 && _answer6 is not null ? _answer6 : _answer);
        }
    }

    private IReadOnlyList<(ProbePath Path, string Name, AddressFamily Family)> Asked()
    {
        lock (_lock)
        {
            return [.. _asked];
        }
    }
}
