using System.Globalization;
using Mwan.Build.Lab;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>
/// The failsafe: when every good WAN is dead, everything goes through the tunnel, and back when one is proved to work. Each way to die;
/// <see cref="FailsafeTests"/> has the most telling one, and <see cref="FailingTunnelTests"/> what may go wrong besides.
/// </summary>
[Collection(SharedLabTests.Name)]
[Trait("Category", "full")]
public sealed class TunnelTests(SharedLab shared) : TunnelScenario(shared)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    // The bounds that the product promises, twice over for emulated processors that are shared.
    private static readonly TimeSpan AfterCarrier = TimeSpan.FromSeconds(2 * 0.5);
    private static readonly TimeSpan AfterBlackHole = TimeSpan.FromSeconds(2 * 4);

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
    public Task Somebody_brings_the_tunnel_up_by_hand_at_every_step() =>
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
        // Keepalives of 32 bytes, a handshake of 240 every two minutes, and a round of two thousand every five; the underlay may be paid for by
        // the megabyte. An agent that has just started knows of no scenario before this one, whose connections would be watched for a while.
        const double BytesPerSecond = 20;
        _ = await Lab.AtRouterAsync("systemctl restart mwan");
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
}
