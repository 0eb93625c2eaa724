using System.Net;
using System.Net.Sockets;
using Mwan.Build.Lab;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>A tunnel that is kept cold, over a line that carries nothing else: from the first packet on that is sent by it.</summary>
[Collection(ColdTunnelLabTests.Name)]
[Trait("Category", "full")]
public sealed class ColdTunnelTests(ColdTunnelLab shared) : TunnelScenario(shared)
{
    // A policy table of somebody else, with a rule behind ours.
    private const int Theirs = 210;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task It_sends_nothing_until_it_is_needed_then_carries_both_families_and_is_cold_again()
    {
        await RestingAsync();
        await using LabTraffic traffic = await LabTraffic.StartAsync(Lab, Lab.Network.Clients[0]);
        await BalancedAsync(traffic, 0);
        await SilentAsync();
        List<(double Time, string Name)> marks = [];
        Shared.Report.Picture(new Timeline($"{Peer.Tunnel.Name}, kept cold: all that it protects is a black hole", traffic.Events, marks));
        List<ActiveFault> faults = [];
        double first, hold;
        Switch carried, carried6;
        LabIsp fibre = Protected[0];

        // The ISP's network is in no table that the gateway would be looked up by.
        string theirs = $"default via {fibre.Gateway} dev {fibre.Wan.DataInterface} onlink";
        string before;
        try
        {
            _ = await Lab.AtRouterAsync($"ip route add {theirs} table {Theirs}; ip rule add priority 20000 lookup {Theirs}");
            before = await PolicyAsync();
            (first, double last) = await BreakProtectedAsync(LinkFaults.BlackHole, faults);
            marks.Add((last, "broken"));
            (carried, carried6) = await CarriesAsync(traffic, last);
            await EverybodyComesOutAtThePeerAsync();
            Assert.All(await Lab.CallAsync(Lab.Network.Clients[0].Namespace, "tcp", LabNetwork.Echo6, 3, size: 60000), answer => Assert.Equal((null, Peer.Public6), (answer.Failure, answer.Caller)));
            await HandsOnAsync();
            Assert.Contains($"dev {Peer.Tunnel.Interface}", await Lab.AtRouterAsync($"ip route get {LabNetwork.Echo}"), StringComparison.Ordinal);
            Assert.Contains($"0.0.0.0/1 dev {Peer.Tunnel.Interface}", await TheirsAsync(), StringComparison.Ordinal);
            hold = await HoldAsync();
        }
        finally
        {
            await MendAsync(faults);
        }

        double mended = await Lab.ClockAsync();
        marks.Add((mended, "mended"));
        double returned;
        try
        {
            returned = await ReturnsAsync(traffic, mended, hold);
            await NothingIsLeftAsync(before);
            Assert.Equal(theirs, (await TheirsAsync()).Trim());
        }
        finally
        {
            _ = await Lab.AtRouterAsync($"ip rule delete priority 20000; ip route flush table {Theirs}");
        }

        Shared.Report.Tunnel(Peer.Tunnel.Name, "black hole, kept cold (IPv4)", carried.LastLost, carried.First, carried.Lost, hold, returned - mended, 0);
        Shared.Report.Tunnel(Peer.Tunnel.Name, "black hole, kept cold (IPv6)", carried6.LastLost, carried6.First, carried6.Lost, hold, returned - mended, 0);
        await NothingBareAsync(first, returned);
        await RestingAsync();
    }

    [Fact]
    public async Task A_dead_peer_is_tried_and_told_gives_way_to_the_next_and_after_the_last_nothing_leaves_bare()
    {
        LabPeer next = Lab.Network.Peers[1];
        await RestingAsync();
        await using LabTraffic traffic = await LabTraffic.StartAsync(Lab, Lab.Network.Clients[0]);
        await BalancedAsync(traffic, 0);
        string before = await PolicyAsync();
        List<(double Time, string Name)> marks = [];
        Shared.Report.Picture(new Timeline($"{Peer.Tunnel.Name}, kept cold: its peer is dead when it is needed, and then that of {next.Tunnel.Name}", traffic.Events, marks));
        List<ActiveFault> faults = [];
        double first;
        try
        {
            await using (ActiveFault dead = await Lab.BreakAsync(PeerFaults.Dead(Peer)))
            {
                (first, double last) = await BreakProtectedAsync(LinkFaults.InternetGone, faults);
                marks.Add((last, "broken"));
                _ = await CarriesAsync(traffic, last, next);
                string words = $"{Peer.Tunnel.Name}: IPv4 is unhealthy; it fails at: handshake";
                Assert.Contains(await FindingsAsync(words), text => text.StartsWith(words, StringComparison.Ordinal));
                await EverybodyComesOutAtAsync(next);
                await using (ActiveFault both = await Lab.BreakAsync(PeerFaults.Dead(next)))
                {
                    marks.Add((both.Since, "both dead"));
                    words = $"{next.Tunnel.Name}: IPv4 is unhealthy";
                    Assert.Contains(await FindingsAsync(words), text => text.StartsWith(words, StringComparison.Ordinal));
                    await traffic.UntilAsync(
                        "all new connections fail",
                        events => Both.All(family => Switch.After(events, family, both.Since, static one => one.Failure is not null) is not null),
                        Deadline);
                }

                double alive = await Lab.ClockAsync();
                marks.Add((alive, "next alive"));
                _ = await CarriesAsync(traffic, alive, next);
            }

            double again = await Lab.ClockAsync();
            marks.Add((again, "alive"));
            _ = await CarriesAsync(traffic, again);
        }
        finally
        {
            await MendAsync(faults);
        }

        double mended = await Lab.ClockAsync();
        marks.Add((mended, "mended"));
        double returned = await ReturnsAsync(traffic, mended, FirstHold);
        await NothingIsLeftAsync(before);
        await NothingBareAsync(first, returned);
    }

    [Fact]
    public async Task A_line_that_loses_one_family_carries_the_tunnel_by_the_other()
    {
        await RestingAsync();
        await using LabTraffic traffic = await LabTraffic.StartAsync(Lab, Lab.Network.Clients[0]);
        await BalancedAsync(traffic, 0);
        List<ActiveFault> faults = [];
        try
        {
            (_, double last) = await BreakProtectedAsync(LinkFaults.InternetGone, faults);
            _ = await CarriesAsync(traffic, last);
            await SendToIpv4Async();
            await using ActiveFault gone = await Lab.At(Underlay).LoseAsync(AddressFamily.InterNetwork);
            await SendsToAsync($"[{Peer.Public6}]");
            _ = await CarriesAsync(traffic, await Lab.ClockAsync());
            await HealthyTunnelAsync();
            await SendsToAsync($"[{Peer.Public6}]");
        }
        finally
        {
            await MendAsync(faults);
        }

        _ = await ReturnsAsync(traffic, await Lab.ClockAsync(), FirstHold);
    }

    [Fact]
    public async Task A_peer_that_moves_while_it_is_needed_is_found_by_its_name()
    {
        await RestingAsync();
        await using LabTraffic traffic = await LabTraffic.StartAsync(Lab, Lab.Network.Clients[0]);
        await BalancedAsync(traffic, 0);
        List<ActiveFault> faults = [];
        try
        {
            (_, double last) = await BreakProtectedAsync(LinkFaults.InternetGone, faults);
            _ = await CarriesAsync(traffic, last);
            await SendToIpv4Async();
            await using (ActiveFault moved = await Lab.BreakAsync(PeerFaults.Moved(Peer)))
            {
                await SendsToAsync($"{Peer.MovedTo}:");
                await ComesOutAtAsync(traffic, Peer.MovedTo, moved.Since);
            }

            await SendsToAsync($"{Peer.Public4}:");
            await ComesOutAtAsync(traffic, Peer.Public4, await Lab.ClockAsync());
        }
        finally
        {
            await MendAsync(faults);
        }

        _ = await ReturnsAsync(traffic, await Lab.ClockAsync(), FirstHold);
    }

    // By which family the scenario before this one came through is chance. What the peer has sent by the other before it hears of the change
    // undoes it.
    private Task SendToIpv4Async() => SendsToAsync(
        $"{Peer.Public4}:",
        $"wg set {Peer.Tunnel.Interface} peer $(wg show {Peer.Tunnel.Interface} peers) endpoint {Peer.Public4}:{Peer.Tunnel.Peer.Port}");

    private async Task SendsToAsync(string endpoint, string? otherwise = null)
    {
        string now = "";
        Assert.True(
            await Waiting.UntilAsync(
                async () =>
                {
                    bool there = (now = await Lab.AtRouterAsync($"wg show {Peer.Tunnel.Interface} endpoints")).Contains('\t' + endpoint, StringComparison.Ordinal);
                    if (!there && otherwise is not null)
                    {
                        _ = await Lab.AtRouterAsync(otherwise);
                    }

                    return there;
                },
                Deadline),
            $"The tunnel's packets go to {now}, not to {endpoint}:\n{await Lab.AtRouterAsync("mwan status 2>&1 || :; journalctl --boot --no-pager --lines=40 --unit=mwan")}");
    }

    // Longer than a keep-alive. What a scenario before this one left in the tunnel comes to its end first.
    private async Task SilentAsync()
    {
        const double Silence = 30;
        ForbiddenTraffic packets = new(Lab.Network);
        double since = await Lab.ClockAsync();
        Assert.True(
            await Waiting.UntilAsync(
                async () => await Lab.ClockAsync() - (await SeenAsync())[Underlay].Where(packet => packets.TunnelOf(packet) is not null).Select(static packet => packet.Time).Append(since).Max() >= Silence,
                Deadline),
            $"There were no {Silence} s in which nothing was sent by a tunnel that is kept cold.");
    }

    private Task<string> TheirsAsync() => Lab.AtRouterAsync($"ip route show table {Theirs}");

    private static Task ComesOutAtAsync(LabTraffic traffic, IPAddress address, double since) => traffic.UntilAsync(
        $"all new IPv4 connections come out at {address}",
        events => Switch.After(events, AddressFamily.InterNetwork, since, one => one.Failure is null && address.Equals(one.Seen)) is not null,
        Deadline);

    // Whoever calls the peer's ports speaks with what is behind the box, which sees the caller.
    private async Task HandsOnAsync()
    {
        foreach ((string protocol, string target) in new[] { ("tcp", "10.20.0.3"), ("udp", "10.20.0.2") })
        {
            LabAnswer answer = Assert.Single(await Lab.CallAsync("internet", protocol, Peer.Public4, 1, LabNetwork.Echo));
            Assert.Equal((protocol, null, target, LabNetwork.Echo), (protocol, answer.Failure, $"{answer.Called}", answer.Caller));
        }
    }

    private async Task RestingAsync()
    {
        await Lab.ExchangeKeysAsync();
        await Shared.ForgetFlapsAsync();
        string status = "";
        Assert.True(
            await Waiting.UntilAsync(async () => (status = await Lab.AtRouterAsync("mwan status 2>&1 || :")).Contains("kept cold", StringComparison.Ordinal), Deadline),
            status);
    }
}
