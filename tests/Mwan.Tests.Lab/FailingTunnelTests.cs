using System.Globalization;
using Mwan.Build.Lab;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>The failsafe when it is in trouble itself: its peer, what carries it, its keys, the clock.</summary>
[Collection(SharedLabTests.Name)]
[Trait("Category", "full")]
public sealed class FailingTunnelTests(SharedLab shared) : TunnelScenario(shared)
{
    private string NoHandshake => $"{Peer.Tunnel.Name}: IPv4 is unhealthy; it fails at: handshake";

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
    public async Task A_box_that_wakes_among_dead_wans_with_keys_that_its_peer_has_dropped_shakes_hands_anew()
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
}
