using Mwan.Build.Lab;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>Somebody or something takes away what the agent made, under load: it comes back, and what was lost is counted.</summary>
[Collection(SharedLabTests.Name)]
public sealed class RepairTests(SharedLab shared) : FailoverScenario(shared)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    // Until the firewall is back, an answer that was on its way is for the router itself, which knows no such connection and says so.
    private const int OnTheirWay = 2;

    [Fact]
    public async Task Nftables_flushed()
    {
        foreach (LabIsp isp in Lab.Network.Isps)
        {
            Assert.Contains("packets 0 bytes 0", await Lab.AtAsync(isp.Namespace, "nft list counter inet port spoofed"), StringComparison.Ordinal);
        }

        await RepairedAsync("nft flush ruleset", "nft flush ruleset", OnTheirWay);

        // What the captures excuse is not to be found again in the counts of the ISPs.
        foreach (LabIsp isp in Lab.Network.Isps)
        {
            _ = await Lab.AtAsync(isp.Namespace, "nft reset counter inet port spoofed");
        }
    }

    [Fact]
    public Task Rules_flushed() => RepairedAsync("ip rule flush", "ip -4 rule flush; ip -6 rule flush");

    [Fact]
    public Task Agent_killed() => RepairedAsync("agent killed", "systemctl kill --signal=KILL mwan");

    [Fact]
    public Task Networkd_restarted() => RepairedAsync("networkd restarted", "systemctl restart systemd-networkd");

    private async Task RepairedAsync(string what, string script, int mayBreak = 0)
    {
        await Shared.HealthyAsync();
        await using LabTraffic traffic = await LabTraffic.StartAsync(Lab, Lab.Network.Clients[0]);
        await BalancedAsync(traffic, 0);
        double since = await Lab.ClockAsync();
        Shared.Report.Picture(new Timeline(what, traffic.Events, [(since, "done")]));
        _ = await Lab.AtRouterAsync(script);
        await traffic.UntilAsync(
            "new connections are well again", events => Both.All(family => Switch.After(events, family, since, static one => one.Failure is null) is not null), Deadline);
        Assert.True(await Waiting.UntilAsync(async () => (await Lab.AtRouterAsync("mwan plan || :")).Contains("The kernel follows the plan.", StringComparison.Ordinal), Deadline));
        double repaired = await Lab.ClockAsync();
        if (mayBreak > 0)
        {
            Open.Add((since, repaired));
        }

        await BalancedAsync(traffic, repaired);
        TrafficEvent[] after = [.. traffic.Events.Where(one => one.Start >= since - 1)];
        TrafficEvent[] lost = [.. after.Where(static one => one is { IsNew: true, Failure: not null })];
        TrafficEvent[] broke = [.. after.Where(static one => one is { IsNew: false, Failure: not null, Seen: not null })];
        Shared.Report.Repair(what, after.Count(static one => one.IsNew), lost.Length, lost.Length == 0 ? 0 : lost.Max(one => one.Start) - since, broke.Length);
        Assert.True(broke.Length <= mayBreak, $"Connections that were kept open broke:\n{string.Join('\n', broke.AsEnumerable())}");
    }
}
