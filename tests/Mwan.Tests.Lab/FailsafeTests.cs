using Mwan.Build.Lab;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>The failsafe once, whole: the lesson of those who routed by one table. <see cref="TunnelTests"/> has the rest.</summary>
[Collection(SharedLabTests.Name)]
public sealed class FailsafeTests(SharedLab shared) : TunnelScenario(shared)
{
    [Fact]
    public async Task My_ip_works_and_so_do_sites()
    {
        await ReadyAsync();
        await using LabTraffic traffic = await LabTraffic.StartAsync(Lab, Lab.Network.Clients[0]);
        await BalancedAsync(traffic, 0);
        List<ActiveFault> faults = [];
        try
        {
            (double first, double last) = await BreakProtectedAsync(LinkFaults.InternetGone, faults);
            _ = await CarriesAsync(traffic, last);
            await EverybodyComesOutAtThePeerAsync();
            await NothingBareAsync(first, await Lab.ClockAsync());
        }
        finally
        {
            await MendAsync(faults);
        }

        _ = await ReturnsAsync(traffic, await Lab.ClockAsync(), FirstHold);
    }
}
