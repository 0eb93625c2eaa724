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
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task It_sends_nothing_until_it_is_needed_then_carries_both_families_and_is_cold_again()
    {
        await RestingAsync();
        await using LabTraffic traffic = await LabTraffic.StartAsync(Lab, Lab.Network.Clients[0]);
        await BalancedAsync(traffic, 0);
        ForbiddenTraffic packets = new(Lab.Network);
        Assert.DoesNotContain((await SeenAsync())[Underlay], packet => packets.TunnelOf(packet) is not null);
        List<(double Time, string Name)> marks = [];
        Shared.Report.Picture(new Timeline($"{Peer.Tunnel.Name}, kept cold: all that it protects is a black hole", traffic.Events, marks));
        List<ActiveFault> faults = [];
        double first, hold;
        Switch carried, carried6;
        try
        {
            (first, double last) = await BreakProtectedAsync(LinkFaults.BlackHole, faults);
            marks.Add((last, "broken"));
            (carried, carried6) = await CarriesAsync(traffic, last);
            await EverybodyComesOutAtThePeerAsync();
            Assert.All(await Lab.CallAsync(Lab.Network.Clients[0].Namespace, "tcp", LabNetwork.Echo6, 3, size: 60000), answer => Assert.Equal((null, Peer.Public6), (answer.Failure, answer.Caller)));
            await HandsOnAsync();
            hold = await HoldAsync();
        }
        finally
        {
            await MendAsync(faults);
        }

        double mended = await Lab.ClockAsync();
        marks.Add((mended, "mended"));
        double returned = await ReturnsAsync(traffic, mended, hold);
        Shared.Report.Tunnel(Peer.Tunnel.Name, "black hole, kept cold (IPv4)", carried.LastLost, carried.First, carried.Lost, hold, returned - mended, 0);
        Shared.Report.Tunnel(Peer.Tunnel.Name, "black hole, kept cold (IPv6)", carried6.LastLost, carried6.First, carried6.Lost, hold, returned - mended, 0);
        await NothingBareAsync(first, returned);
        await RestingAsync();
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
            await using (ActiveFault moved = await Lab.BreakAsync(PeerFaults.Moved(Peer)))
            {
                await ComesOutAtAsync(traffic, Peer.MovedTo, moved.Since);
            }

            await ComesOutAtAsync(traffic, Peer.Public4, await Lab.ClockAsync());
        }
        finally
        {
            await MendAsync(faults);
        }

        _ = await ReturnsAsync(traffic, await Lab.ClockAsync(), FirstHold);
    }

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
