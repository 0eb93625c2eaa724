using System.Net;
using System.Net.Sockets;
using Mwan.Agent.Health.Names;
using Mwan.Agent.Health.Probes;
using Mwan.Agent.Observation;
using Mwan.Agent.WireGuard;
using Mwan.Config;
using Mwan.Tests.Unit.Agent.Planning;
using Xunit;

namespace Mwan.Tests.Unit.Agent.WireGuard;

public sealed class EndpointKeeperTests : WatchedTunnel
{
    [Fact]
    public async Task A_name_is_resolved_over_the_underlay_and_nothing_else()
    {
        using TunnelSource source = Source(Named());
        Assert.Null(State(source, PlanningWorld.Well).Endpoint);
        await Waiting.UntilAsync(() => Kernel.Endpoint is not null, "the endpoint is set");
        Assert.Equal("203.0.113.10:51820", Kernel.Endpoint!.ToString());
        Wan underlay = PlanningWorld.Site.Wans.Single(wan => wan.Name == Seed.Over);
        Assert.Equal([(new ProbePath(underlay.DataInterface, underlay.Mark), "vps.example", AddressFamily.InterNetwork)], Asked());
        await Waiting.UntilAsync(() => Calls > 0, "the loop is woken");
        Assert.Equal(["vps: its peer is at 203.0.113.10:51820."], Journal.Lines);
    }

    [Fact]
    public async Task A_name_without_an_address_is_asked_for_again_at_growing_intervals_and_says_why()
    {
        Answer = new Resolution([], TimeSpan.Zero, "9.9.9.9: there is no such name");
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
            Time.Pass(wait - TimeSpan.FromSeconds(1));
            _ = State(source, PlanningWorld.Well);
            Assert.Equal(2 * tries, Asked().Count);
            Time.Pass(TimeSpan.FromSeconds(1));
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
        Kernel.Endpoint = IPEndPoint.Parse("203.0.113.10:51820");
        Kernel.LastHandshake = Time.GetUtcNow();
        Answer = Found("203.0.113.99");
        Assert.True(State(source, PlanningWorld.Well).IsFresh);
        Time.Pass(Seed.Peer.HandshakeAge);
        Assert.False(State(source, PlanningWorld.Well).IsFresh);
        await Waiting.UntilAsync(() => Kernel.Endpoint.ToString() == "203.0.113.99:51820", "the endpoint follows the name");
        await Waiting.UntilAsync(() => Journal.Lines.Count == 1, "it is said");
        Assert.Equal(["vps: its peer is at 203.0.113.99:51820, no longer at 203.0.113.10:51820."], Journal.Lines);
    }

    [Fact]
    public async Task A_peer_that_moved_is_found_as_soon_as_nothing_passes()
    {
        using TunnelSource source = Source(Named());
        Kernel.Endpoint = IPEndPoint.Parse("203.0.113.10:51820");
        Kernel.LastHandshake = Time.GetUtcNow();
        Answer = Found("203.0.113.99");
        _ = State(source, PlanningWorld.Well);
        Assert.Empty(Asked());
        Assert.True(State(source, PlanningWorld.Well, failing: Seed.Name).IsFresh);
        await Waiting.UntilAsync(() => Kernel.Endpoint.ToString() == "203.0.113.99:51820", "the endpoint follows the name");
    }

    [Fact]
    public void A_peer_that_is_known_by_its_address_is_left_to_the_kernel_while_its_keys_are_fresh()
    {
        using TunnelSource source = Source(Seed);
        Kernel.Endpoint = IPEndPoint.Parse("203.0.113.77:51820");
        Kernel.LastHandshake = Time.GetUtcNow();
        _ = State(source, PlanningWorld.Well, failing: Seed.Name);
        Assert.Equal(0, Calls);
        Assert.Equal("203.0.113.77:51820", Kernel.Endpoint.ToString());
    }

    [Fact]
    public async Task An_address_of_several_stays_while_it_is_one_of_them()
    {
        using TunnelSource source = Source(Named());
        Kernel.Endpoint = IPEndPoint.Parse("203.0.113.10:51820");
        Answer = Found("203.0.113.99", "203.0.113.10");
        _ = State(source, PlanningWorld.Well);
        Time.Pass(HandshakeWatch.Patience);
        _ = State(source, PlanningWorld.Well);
        await Waiting.UntilAsync(() => Calls > 0, "the try ends");
        Assert.Equal("203.0.113.10:51820", Kernel.Endpoint.ToString());
        Assert.Empty(Journal.Lines);
    }

    [Fact]
    public async Task While_none_answers_the_families_of_a_name_take_turns()
    {
        using TunnelSource source = Source(Named());
        Answer6 = Found("2001:db8:99::1");
        string[] turns = ["203.0.113.10:51820", "[2001:db8:99::1]:51820", "203.0.113.10:51820"];
        foreach (string turn in turns)
        {
            _ = State(source, PlanningWorld.Well);
            await Waiting.UntilAsync(() => Kernel.Endpoint?.ToString() == turn, $"it is the turn of {turn}");

            // The patience for a first handshake begins with the look after the endpoint.
            _ = State(source, PlanningWorld.Well);
            Time.Pass(EndpointKeeper.LongestWait);
        }

        // The one that has answered has the first turn when it stops, and no more: the underlay may have lost its family alone.
        Kernel.LastHandshake = Time.GetUtcNow();
        Assert.True(State(source, PlanningWorld.Well).IsFresh);
        Time.Pass(Seed.Peer.HandshakeAge);
        int calls = Calls;
        _ = State(source, PlanningWorld.Well);
        await Waiting.UntilAsync(() => Calls > calls, "the try ends");
        Assert.Equal(turns[^1], Kernel.Endpoint!.ToString());
        Time.Pass(HandshakeWatch.Patience);
        _ = State(source, PlanningWorld.Well);
        await Waiting.UntilAsync(() => Kernel.Endpoint.ToString() == turns[1], "the other family has its turn");
        await Waiting.UntilAsync(() => Journal.Lines.Count == 4, "it is said");
        Assert.Equal($"vps: {turns[^1]} does not answer, so its peer may be at {turns[1]}.", Journal.Lines[^1]);

        // What sends anything is where it is, and its name is asked in its own family first.
        int asked = Asked().Count;
        Kernel.Received++;
        Time.Pass(EndpointKeeper.LongestWait);
        await Waiting.UntilAsync(() => State(source, PlanningWorld.Well) is not null && Asked().Count > asked, "another try is made");
        Assert.Equal(AddressFamily.InterNetworkV6, Asked()[asked].Family);
        Assert.Equal(turns[1], Kernel.Endpoint.ToString());
    }

    [Fact]
    public async Task A_peer_that_answers_while_its_hold_is_owed_is_left_where_it_is()
    {
        using TunnelSource source = Source(Named());
        Kernel.Endpoint = IPEndPoint.Parse("203.0.113.10:51820");
        Kernel.LastHandshake = Time.GetUtcNow();
        Assert.True(State(source, PlanningWorld.Well).IsFresh);
        for (int look = 0; look < 10; look++)
        {
            _ = source.Complete(PlanningWorld.Well, static (_, _) => Unhealthy with { Answers = true });
            Time.Pass(TimeSpan.FromSeconds(10));
        }

        Assert.Empty(Asked());
        _ = source.Complete(PlanningWorld.Well, static (_, _) => Unhealthy);
        await Waiting.UntilAsync(() => Asked().Count == 1, "its name is asked once nothing passes");
    }

    [Fact]
    public async Task A_name_that_no_longer_resolves_is_told_although_it_did_once()
    {
        using TunnelSource source = Source(Named());
        Kernel.Endpoint = IPEndPoint.Parse("203.0.113.10:51820");
        Kernel.LastHandshake = Time.GetUtcNow();
        Answer = new Resolution([], TimeSpan.Zero, "9.9.9.9: no answer in time");
        _ = State(source, PlanningWorld.Well);
        Time.Pass(Seed.Peer.HandshakeAge);
        await Waiting.UntilAsync(() => State(source, PlanningWorld.Well).EndpointProblem is not null, "it is told");
        Assert.Equal("vps.example does not resolve over monkeybrains: 9.9.9.9: no answer in time", State(source, PlanningWorld.Well).EndpointProblem);

        // It answers again, and what was wrong once is not said when it stops the next time.
        Kernel.LastHandshake = Time.GetUtcNow();
        Assert.Null(State(source, PlanningWorld.Well).EndpointProblem);
        Time.Pass(Seed.Peer.HandshakeAge);
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
        Assert.Equal("[2001:db8:99::1]:51820", Kernel.Endpoint!.ToString());
    }

    [Fact]
    public async Task A_cold_tunnel_that_is_woken_looks_for_its_peer_at_once()
    {
        Answer = new Resolution([], TimeSpan.Zero, "9.9.9.9: no answer in time");
        using TunnelSource source = Source(Named() with { Warm = false });
        for (int tries = 1; tries <= 4; tries++)
        {
            Time.Pass(EndpointKeeper.LongestWait);
            Assert.True(State(source, PlanningWorld.Well).IsResting);
            await Waiting.UntilAsync(() => Asked().Count == 2 * tries, "a try is made");
        }

        Time.Pass(TimeSpan.FromSeconds(1));
        Assert.False(State(source, PlanningWorld.Well, failing: "att webpass").IsResting);
        await Waiting.UntilAsync(() => Asked().Count == 10, "a try is made at once");
        Time.Pass(EndpointKeeper.FirstWait);
        _ = State(source, PlanningWorld.Well, failing: "att webpass");
        await Waiting.UntilAsync(() => Asked().Count == 12, "the next comes after the first wait");
    }

    [Fact]
    public async Task A_cold_tunnel_whose_peer_moved_while_it_rested_asks_its_name_at_once()
    {
        Kernel.Endpoint = IPEndPoint.Parse("203.0.113.99:51820");
        using TunnelSource source = Source(Named() with { Warm = false });
        Assert.True(State(source, PlanningWorld.Well).IsResting);
        Assert.Empty(Asked());
        Assert.False(State(source, PlanningWorld.Well, failing: "att webpass").IsResting);
        await Waiting.UntilAsync(() => Kernel.Endpoint.ToString() == "203.0.113.10:51820", "it is found");
    }

    [Fact]
    public async Task What_the_kernel_refuses_is_told()
    {
        Kernel.Refusal = "Operation not permitted";
        using TunnelSource source = Source(Named());
        await Waiting.UntilAsync(() => State(source, PlanningWorld.Well).EndpointProblem is not null, "it is told");
        Assert.Equal("Operation not permitted", State(source, PlanningWorld.Well).EndpointProblem);
    }
}
