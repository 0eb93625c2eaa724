using Mwan.Build.Lab;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>Several WANs fail at once.</summary>
[Collection(SharedLabTests.Name)]
public sealed class OutageTests(SharedLab shared) : FailoverScenario(shared)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task The_next_tier_carries_and_when_all_fail_nothing_changes_and_ssh_answers()
    {
        await Shared.ForgetFlapsAsync();
        LabIsp last = Lab.Network.Isps.Except(Preferred).OrderBy(static isp => isp.Wan.Tier).First();
        await using LabTraffic traffic = await LabTraffic.StartAsync(Lab, Lab.Network.Clients[0]);
        await BalancedAsync(traffic, 0);

        List<(double Time, string Name)> marks = [];
        Shared.Report.Picture(new Timeline("one WAN after the other", traffic.Events, marks));
        List<ActiveFault> faults = [];
        try
        {
            // What a tunnel carries is told by TunnelTests.
            foreach (LabPeer peer in Lab.Network.Peers)
            {
                faults.Add(await Lab.BreakAsync(PeerFaults.Dead(peer)));
            }

            foreach (LabIsp isp in Preferred)
            {
                faults.Add(await Lab.At(isp).LoseInternetAsync());
                Broken.Add((isp, faults[^1].Since));
                marks.Add((faults[^1].Since, isp.Wan.Name));
            }

            double since = faults[^1].Since;
            foreach (LabPeer peer in Lab.Network.Peers)
            {
                string words = $"{peer.Tunnel.Name}: IPv4 is unhealthy";
                Assert.Contains(await FindingsAsync(words), text => text.StartsWith(words, StringComparison.Ordinal));
            }

            await traffic.UntilAsync(
                $"all new connections go by {last.Wan.Name}",
                events => Both.All(family => Switch.After(events, family, since, one => one.Failure is null && Lab.Network.IspOf(one.Seen) == last) is not null),
                Deadline);

            string shares = (await RouterStatus.AwaitAsync(Lab)).Shares;
            ActiveFault end = await Lab.At(last).LoseInternetAsync();
            faults.Add(end);
            Broken.Add((last, end.Since));
            marks.Add((end.Since, last.Wan.Name));
            Assert.Contains(await FindingsAsync($"{last.Wan.Name}: IPv4 is unhealthy"), text => text.StartsWith($"{last.Wan.Name}: IPv4 is unhealthy", StringComparison.Ordinal));
            Assert.Contains(await FindingsAsync($"{last.Wan.Name}: IPv6 is unhealthy"), text => text.StartsWith($"{last.Wan.Name}: IPv6 is unhealthy", StringComparison.Ordinal));
            Assert.Equal(shares, (await RouterStatus.AwaitAsync(Lab)).Shares);
            Assert.StartsWith("SSH-2.0-", await GreetingAsync(), StringComparison.Ordinal);
            double now = await Lab.ClockAsync();
            foreach (LabIsp isp in Preferred)
            {
                await NothingNewAsync(isp, Both, end.Since, now);
            }
        }
        finally
        {
            foreach (ActiveFault fault in faults)
            {
                await fault.DisposeAsync();
            }
        }

        marks.Add((await Lab.ClockAsync(), "all mended"));

        // A connection that was opened meanwhile may well stay where it is.
        await SharedAgainAsync(traffic, await Lab.ClockAsync());
    }

    // The answer has to find its way out of the management interface, by no WAN.
    private Task<string> GreetingAsync() => Lab.AtAsync(
        "admin", $"""python3 -c 'import socket; print(socket.create_connection(("{Lab.Network.Management.Address}", 22), 30).recv(64).decode())'""");
}
