using System.Globalization;
using Mwan.Build.Lab;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>
/// The failsafe: when every good WAN is dead, everything goes through the tunnel, and back when one is proved to work. Each way to die, and
/// what may go wrong besides; <see cref="FailsafeTests"/> has the most telling one.
/// </summary>
[Collection(SharedLabTests.Name)]
[Trait("Category", "full")]
public sealed class TunnelTests(SharedLab shared) : TunnelScenario(shared)
{
    // Seconds, REJECT_AFTER_TIME in section 6.1 of WireGuard's paper: neither side takes anything under older keys.
    private const int StaleAge = 180;

    // UDP, RFC 862.
    private const int EchoPort = 7;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    // A handshake counts for three minutes, and its end has to be noticed.
    private static readonly TimeSpan StaleDeadline = TimeSpan.FromSeconds(420);

    // The bounds that the product promises, twice over for emulated processors that are shared.
    private static readonly TimeSpan AfterCarrier = TimeSpan.FromSeconds(2 * 0.5);
    private static readonly TimeSpan AfterBlackHole = TimeSpan.FromSeconds(2 * 4);

    private string NoHandshake => $"{Peer.Tunnel.Name}: IPv4 is unhealthy; it fails at: handshake";

    [Fact]
    public Task All_cables_are_pulled() => TakesOverAndGivesBackAsync(LinkFaults.CarrierOff, bound: AfterCarrier);

    [Fact]
    public Task All_lines_are_black_holes() => TakesOverAndGivesBackAsync(LinkFaults.BlackHole, bound: AfterBlackHole);

    [Fact]
    public Task All_gateways_are_silent() => TakesOverAndGivesBackAsync(LinkFaults.GatewaySilent);

    [Fact]
    public Task The_internet_is_gone_behind_live_gateways() => TakesOverAndGivesBackAsync(LinkFaults.InternetGone);

    [Fact]
    public Task The_agent_is_killed_at_every_step() =>
        TakesOverAndGivesBackAsync(LinkFaults.BlackHole, "agent killed", () => Lab.AtRouterAsync("systemctl kill --signal=KILL mwan"));

    [Fact]
    public Task The_tunnel_is_up_by_hand_already() =>
        TakesOverAndGivesBackAsync(LinkFaults.InternetGone, "up by hand", () => Lab.AtRouterAsync($"ip link set {Peer.Tunnel.Interface} up; ip -4 route replace default dev {Peer.Tunnel.Interface} metric 1"));

    [Fact]
    public async Task One_good_wan_is_enough_to_leave_the_tunnel_alone()
    {
        await ReadyAsync();
        await using LabTraffic traffic = await LabTraffic.StartAsync(Lab, Lab.Network.Clients[0]);
        await BalancedAsync(traffic, 0);
        await using ActiveFault active = await Lab.At(Protected[0]).BlackHoleAsync();
        Broken.Add((Protected[0], active.Since));
        await traffic.UntilAsync(
            "all new connections go by the other WANs",
            events => Both.All(family => Switch.After(events, family, active.Since, one => IsProtected(one) && Lab.Network.IspOf(one.Seen) != Protected[0]) is not null),
            Deadline);
        Assert.DoesNotContain(traffic.Events, IsCarried);
    }

    [Fact]
    public async Task A_warm_tunnel_that_is_not_needed_costs_next_to_nothing()
    {
        // Keepalives of 32 bytes, and a handshake of 240 every two minutes; the underlay may be paid for by the megabyte.
        const double BytesPerSecond = 20;
        await ReadyAsync();
        (double before, long sent) = await TransferAsync();
        double now = before;
        long then = sent;
        Assert.True(
            await Waiting.UntilAsync(
                async () =>
                {
                    (now, then) = await TransferAsync();
                    return now - before >= StaleAge;
                },
                StaleDeadline),
            $"The router's clock went from {before} to {now} only.");
        double rate = (then - sent) / (now - before);
        Assert.True(rate is > 0 and < BytesPerSecond, FormattableString.Invariant($"{then - sent} bytes in {now - before:0} s: {rate:0.0} bytes a second"));
        await HealthyTunnelAsync();

        async Task<(double Clock, long Bytes)> TransferAsync()
        {
            string[] words = (await Lab.AtRouterAsync($"date +%s; wg show {Peer.Tunnel.Interface} transfer | cut -f2,3")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return (double.Parse(words[0], CultureInfo.InvariantCulture), words[1..].Sum(static word => long.Parse(word, CultureInfo.InvariantCulture)));
        }
    }

    [Fact]
    public async Task What_somebody_does_with_the_tunnel_by_hand_is_undone()
    {
        await ReadyAsync();
        await using LabTraffic traffic = await LabTraffic.StartAsync(Lab, Lab.Network.Clients[0]);
        await BalancedAsync(traffic, 0);
        string name = Peer.Tunnel.Interface;
        _ = await Lab.AtRouterAsync($"ip link set {name} down; ip link set {name} up; ip -4 route add default dev {name} metric 1");
        Assert.True(
            await Waiting.UntilAsync(async () => (await Lab.AtRouterAsync("mwan plan || :")).Contains("The kernel follows the plan.", StringComparison.Ordinal), Deadline),
            await Lab.AtRouterAsync("mwan plan || :"));
        LabAnswer own = await CallFromTheBoxAsync();
        Assert.Null(own.Failure);
        Assert.Contains(Preferred, isp => isp == Lab.Network.IspOf(own.Caller));
        await SharedAgainAsync(traffic, await Lab.ClockAsync());
        Assert.DoesNotContain(traffic.Events, IsCarried);
        await HealthyTunnelAsync();
    }

    [Fact]
    public async Task The_peer_dies_while_it_is_needed_and_the_underlay_carries_bare()
    {
        Assert.True(Peer.Tunnel.BareUnderlay, "The site does not let the underlay carry bare, and has another scenario.");
        await ReadyAsync();
        await using LabTraffic traffic = await LabTraffic.StartAsync(Lab, Lab.Network.Clients[0]);
        await BalancedAsync(traffic, 0);
        List<(double Time, string Name)> marks = [];
        Shared.Report.Picture(new Timeline($"{Peer.Tunnel.Name}: its peer dies while it is needed", traffic.Events, marks));
        List<ActiveFault> faults = [];
        try
        {
            (double first, double last) = await BreakProtectedAsync(LinkFaults.BlackHole, faults);
            marks.Add((first, "broken"));
            _ = await CarriesAsync(traffic, last);
            await using (ActiveFault dead = await Lab.BreakAsync(PeerFaults.Dead(Peer)))
            {
                marks.Add((dead.Since, "peer dead"));
                await NothingBareAsync(first, dead.Since);
                await GoesByAsync(traffic, Underlay, dead.Since);
                Assert.Contains(await FindingsAsync($"{Peer.Tunnel.Name}: IPv4 is unhealthy; it fails at: "), text => text.StartsWith($"{Peer.Tunnel.Name}: IPv4 is unhealthy; it fails at: ", StringComparison.Ordinal));
            }

            double alive = await Lab.ClockAsync();
            marks.Add((alive, "peer alive"));
            await HealthyTunnelAsync();
            _ = await CarriesAsync(traffic, await Lab.ClockAsync());
        }
        finally
        {
            await MendAsync(faults);
        }

        double mended = await Lab.ClockAsync();
        marks.Add((mended, "mended"));
        _ = await ReturnsAsync(traffic, mended, FirstHold);
    }

    [Fact]
    public async Task Links_that_are_back_before_the_Internet_is_leave_everything_in_the_tunnel()
    {
        await ReadyAsync();
        await using LabTraffic traffic = await LabTraffic.StartAsync(Lab, Lab.Network.Clients[0]);
        await BalancedAsync(traffic, 0);
        List<ActiveFault> beyond = [];
        List<ActiveFault> cables = [];
        try
        {
            (double first, _) = await BreakProtectedAsync(LinkFaults.InternetGone, beyond);
            (_, double last) = await BreakProtectedAsync(LinkFaults.CarrierOff, cables);
            _ = await CarriesAsync(traffic, last);
            await MendAsync(cables);
            foreach (LabIsp isp in Protected)
            {
                string words = $"{isp.Wan.Name}: IPv4 is unhealthy; it fails at: Internet";
                Assert.Contains(await FindingsAsync(words), text => text.StartsWith(words, StringComparison.OrdinalIgnoreCase));
            }

            // Longer than the hold that is owed: gateways that answer earn nothing.
            double back = await Lab.ClockAsync();
            double until = back + await HoldAsync() + FirstHold;
            await traffic.UntilAsync("the hold would be over", events => events.Any(one => one.Start >= until), Deadline + TimeSpan.FromSeconds(until - back));
            Assert.DoesNotContain(traffic.Events.Where(one => one.Start >= back), IsProtected);
            Assert.Contains(traffic.Events.Where(one => one.IsNew && one.Start >= until - FirstHold), IsCarried);
            await NothingBareAsync(first, until);
        }
        finally
        {
            await MendAsync(cables);
            await MendAsync(beyond);
        }

        double mended = await Lab.ClockAsync();
        _ = await ReturnsAsync(traffic, mended, FirstHold);
    }

    [Fact]
    public async Task The_underlay_dies_too_and_the_tunnel_carries_when_it_is_back()
    {
        await ReadyAsync();
        await using LabTraffic traffic = await LabTraffic.StartAsync(Lab, Lab.Network.Clients[0]);
        await BalancedAsync(traffic, 0);
        List<ActiveFault> faults = [];
        try
        {
            (_, double last) = await BreakProtectedAsync(LinkFaults.BlackHole, faults);
            _ = await CarriesAsync(traffic, last);
            await using (ActiveFault dead = await Lab.At(Underlay).BlackHoleAsync())
            {
                Broken.Add((Underlay, dead.Since));
                string words = $"{Underlay.Wan.Name}: IPv4 is unhealthy";
                Assert.Contains(await FindingsAsync(words), text => text.StartsWith(words, StringComparison.Ordinal));
                words = $"{Peer.Tunnel.Name}: IPv4 is unhealthy";
                Assert.Contains(await FindingsAsync(words), text => text.StartsWith(words, StringComparison.Ordinal));
                await NothingOnTheDeadAsync(dead.Since, await Lab.ClockAsync());
            }

            await HealthyTunnelAsync();
            _ = await CarriesAsync(traffic, await Lab.ClockAsync());
        }
        finally
        {
            await MendAsync(faults);
        }

        _ = await ReturnsAsync(traffic, await Lab.ClockAsync(), FirstHold);
    }

    [Fact]
    public Task A_peer_with_another_key_is_named_and_not_used() => NotUsedAsync(PeerFaults.AnotherKey(Peer), NoHandshake);

    [Fact]
    public Task A_peer_that_does_not_know_the_box_is_named_and_not_used() => NotUsedAsync(PeerFaults.BoxForgotten(Peer), NoHandshake);

    [Fact]
    public async Task A_clock_that_jumped_back_is_named_for_the_peer_takes_no_older_handshake()
    {
        LinkFault quiet = PeerFaults.NeverBegins(Peer);
        await NotUsedAsync(quiet, "the clock was ahead", () => Lab.AtRouterAsync("date --set='-1 hour'"), () => Lab.AtRouterAsync("date --set='+1 hour'"));
    }

    [Fact]
    public async Task A_line_that_is_too_narrow_for_the_tunnels_packets_carries_them_in_pieces()
    {
        const int Narrow = 1400;
        Assert.True(Peer.Tunnel.Mtu > Narrow, "The site's tunnel is narrower than the line would be, and has another scenario.");
        await ReadyAsync();
        await using LabTraffic traffic = await LabTraffic.StartAsync(Lab, Lab.Network.Clients[0]);
        await BalancedAsync(traffic, 0);
        List<ActiveFault> faults = [await Lab.BreakAsync(LinkFaults.NarrowBothWays(Underlay, Narrow))];
        try
        {
            (_, double last) = await BreakProtectedAsync(LinkFaults.InternetGone, faults);
            _ = await CarriesAsync(traffic, last);
            await EverybodyComesOutAtThePeerAsync();
        }
        finally
        {
            await MendAsync(faults);
        }

        _ = await ReturnsAsync(traffic, await Lab.ClockAsync(), FirstHold);
    }

    [Fact]
    public async Task A_box_that_wakes_with_stale_keys_among_dead_wans_shakes_hands_anew()
    {
        await ReadyAsync();
        await using LabTraffic traffic = await LabTraffic.StartAsync(Lab, Lab.Network.Clients[0]);
        await BalancedAsync(traffic, 0);
        List<ActiveFault> faults = [];
        try
        {
            await SleepsAsync(() => BreakProtectedAsync(LinkFaults.InternetGone, faults));
            _ = await CarriesAsync(traffic, await Lab.ClockAsync());
            await EverybodyComesOutAtThePeerAsync();
        }
        finally
        {
            await MendAsync(faults);
        }

        _ = await ReturnsAsync(traffic, await Lab.ClockAsync(), FirstHold);
    }

    private async Task SleepsAsync(Func<Task> meanwhile)
    {
        _ = await Lab.Router.Qmp.ExecuteAsync("stop");
        try
        {
            await meanwhile();
            string latest = "";
            Assert.True(
                await Waiting.UntilAsync(
                    async () => int.Parse(latest = (await Lab.AtAsync(Peer.Namespace, $"echo $(($(date +%s) - $(wg show {Peer.Tunnel.Interface} latest-handshakes | cut -f2)))")).Trim(), CultureInfo.InvariantCulture) > StaleAge,
                    StaleDeadline),
                $"The peer's last handshake is {latest} s ago.");
        }
        finally
        {
            _ = await Lab.Router.Qmp.ExecuteAsync("cont");
        }
    }

    // What is wrong is known before the tunnel is needed.
    private async Task NotUsedAsync(LinkFault fault, string finding, Func<Task>? besides = null, Func<Task>? mend = null)
    {
        await ReadyAsync();
        await using LabTraffic traffic = await LabTraffic.StartAsync(Lab, Lab.Network.Clients[0]);
        await BalancedAsync(traffic, 0);
        List<ActiveFault> faults = [];
        try
        {
            await using (ActiveFault active = await Lab.BreakAsync(fault))
            {
                await (besides?.Invoke() ?? Task.CompletedTask);
                try
                {
                    await RouterStatus.AwaitFindingAsync(Lab, finding, StaleDeadline);
                    (double first, double last) = await BreakProtectedAsync(LinkFaults.InternetGone, faults);
                    await GoesByAsync(traffic, Underlay, last);
                    Assert.DoesNotContain(traffic.Events.Where(one => one.Start >= first), IsCarried);
                }
                finally
                {
                    await (mend?.Invoke() ?? Task.CompletedTask);
                }
            }

            await HealthyTunnelAsync();
            _ = await CarriesAsync(traffic, await Lab.ClockAsync());
        }
        finally
        {
            await MendAsync(faults);
        }

        _ = await ReturnsAsync(traffic, await Lab.ClockAsync(), FirstHold);
    }

    private async Task TakesOverAndGivesBackAsync(Func<LabIsp, LinkFault> fault, string? besides = null, Func<Task>? meanwhile = null, TimeSpan? bound = null)
    {
        meanwhile ??= static () => Task.CompletedTask;
        await ReadyAsync();
        await using LabTraffic traffic = await LabTraffic.StartAsync(Lab, Lab.Network.Clients[0]);
        await BalancedAsync(traffic, 0);
        List<(double Time, string Name)> marks = [];
        string name = fault(Protected[0]).Name + (besides is null ? "" : $", {besides}");
        Shared.Report.Picture(new Timeline($"all that {Peer.Tunnel.Name} protects: {name}", traffic.Events, marks));
        string before = await PolicyAsync();
        List<ActiveFault> faults = [];
        Switch carried;
        Switch carried6;
        double first, carriedSince, hold;
        try
        {
            (first, double last) = await BreakProtectedAsync(fault, faults);
            marks.Add((last, "broken"));
            await meanwhile();
            (carried, carried6) = await CarriesAsync(traffic, last);
            carriedSince = await Lab.ClockAsync();
            await meanwhile();
            await EverybodyComesOutAtThePeerAsync();
            await NothingOnTheDeadAsync(last + Math.Max(carried.First, carried6.First) + 1, await Lab.ClockAsync());
            hold = await HoldAsync();
        }
        finally
        {
            await MendAsync(faults);
        }

        double mended = await Lab.ClockAsync();
        marks.Add((mended, "mended"));
        await meanwhile();
        double returned = await ReturnsAsync(traffic, mended, hold);
        await NothingIsLeftAsync(before);
        int broke = traffic.Events.Count(one => one is { IsNew: false, Failure: not null } && one.Start >= carriedSince && Lab.Network.PeerOf(one.Seen) == Peer);
        Shared.Report.Tunnel(Peer.Tunnel.Name, name, carried.LastLost, carried.First, carried.Lost, hold, returned - mended, broke);
        Assert.True(bound is null || carried.LastLost <= bound.Value.TotalSeconds, $"A connection that began {carried.LastLost} s after the last break was lost, and {bound} are the most.");
        Assert.True(hold >= FirstHold - 1, $"Only {hold} s were owed.");
        Assert.True(returned - mended >= hold - 1, $"A WAN was used again {returned - mended} s after recovery, before its hold of {hold} s was over.");
        await NothingBareAsync(first, returned);
        Undisturbed(traffic.Events, carriedSince, one => Lab.Network.PeerOf(one.Seen) == Peer);
    }

    private async Task NothingOnTheDeadAsync(double from, double until)
    {
        foreach (LabIsp isp in Protected)
        {
            await NothingNewAsync(isp, Both, from, until);
            Assert.DoesNotContain(
                (await SeenAsync())[isp],
                packet => packet is { FromRouter: true, Protocol: CapturedPacket.Udp, DestinationPort: EchoPort } && packet.Time >= from && packet.Time < until);
        }
    }
}
