using Mwan.Build.Lab;
using Mwan.Config;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>A start without any cable: whatever order they are plugged in, each WAN comes up by itself and the router ends up the same.</summary>
[Collection(SharedLabTests.Name)]
[Trait("Category", "full")]
public sealed class LinkOrderTests(SharedLab shared) : FailoverScenario(shared)
{
    private static readonly TimeSpan Down = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Up = TimeSpan.FromSeconds(300);

    [Fact]
    public Task The_lan_first_and_the_wans_from_the_last_to_the_first() => ComesUpAsync([Lan, .. Lab.Network.Isps.Select(static isp => isp.Wan.Port).Reverse()]);

    [Fact]
    public Task The_first_wan_last_and_the_lan_in_between() => ComesUpAsync([.. Lab.Network.Isps.Skip(1).Select(static isp => isp.Wan.Port), Lan, Lab.Network.Isps[0].Wan.Port]);

    private Port Lan => Lab.Network.Site.Lan.Port;

    private async Task ComesUpAsync(IReadOnlyList<Port> order)
    {
        await Shared.HealthyAsync();
        double since = await Lab.ClockAsync();
        foreach (LabIsp isp in Lab.Network.Isps)
        {
            Broken.Add((isp, since));
        }

        List<Port> missing = [.. order];
        try
        {
            _ = await Lab.DoAsync([.. order.Select(static port => new CableStep(port, Plugged: false))]);
            await Lab.Router.RestartAsync(Down);
            foreach (Port port in order)
            {
                RouterStatus before = await RouterStatus.AwaitAsync(Lab);
                Assert.All(Of(missing), isp => Assert.All(Both, family => Assert.False(before.IsHealthy(isp.Wan.Name, family), $"{isp.Wan.Name} is healthy without a cable.")));
                await PlugAsync(port);
                _ = missing.Remove(port);
                foreach (LabIsp isp in Of([port]))
                {
                    Assert.True(
                        await Waiting.UntilAsync(async () => await RouterStatus.AskAsync(Lab) is { } now && Both.All(family => now.IsHealthy(isp.Wan.Name, family)), Up),
                        $"{isp.Wan.Name} does not come up:\n{await Lab.AtRouterAsync("mwan status || :")}");
                }
            }
        }
        finally
        {
            foreach (Port port in missing)
            {
                await PlugAsync(port);
            }
        }

        await Shared.HealthyAsync();
        Assert.Contains("The kernel follows the plan.", await Lab.AtRouterAsync("mwan plan"), StringComparison.Ordinal);
        await using LabTraffic traffic = await LabTraffic.StartAsync(Lab, Lab.Network.Clients[0]);
        await SharedAgainAsync(traffic, 0);
    }

    private IEnumerable<LabIsp> Of(IReadOnlyList<Port> ports) => Lab.Network.Isps.Where(isp => ports.Contains(isp.Wan.Port));

    private async Task PlugAsync(Port port) => _ = await Lab.DoAsync([new CableStep(port, Plugged: true)]);
}
