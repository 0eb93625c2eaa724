using System.Net.Sockets;
using Mwan.Build.Lab;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>The ISP takes its prefix back under load and delegates another one.</summary>
[Collection(SharedLabTests.Name)]
[Trait("Category", "full")]
public sealed class RenumberingTests(SharedLab shared) : FailoverScenario(shared)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task New_connections_have_the_new_prefix_and_the_old_one_when_it_is_back(int wan)
    {
        LabIsp isp = Preferred[wan];
        await Shared.ForgetFlapsAsync();
        await using LabTraffic traffic = await LabTraffic.StartAsync(Lab, Lab.Network.Clients[0]);
        await BalancedAsync(traffic, 0);

        await using ActiveFault active = await Lab.At(isp).RenumberAsync();
        Broken.Add((isp, active.Since));
        await traffic.UntilAsync($"new connections come from {isp.OtherDelegation}", events => Has(events, isp.OtherDelegation!.Value, active.Since), Deadline);
        Assert.Contains($"delegated {isp.OtherDelegation}", await Lab.AtRouterAsync("mwan status || :"), StringComparison.Ordinal);

        double mended = await active.MendAsync();
        await traffic.UntilAsync($"new connections come from {isp.Delegation}", events => Has(events, isp.Delegation!.Value, mended), Deadline);
        Undisturbed(traffic.Events, active.Since, one => Lab.Network.IspOf(one.Seen) != isp);
    }

    private static bool Has(IReadOnlyList<TrafficEvent> events, System.Net.IPNetwork prefix, double since) =>
        events.Any(one => one is { IsNew: true, Failure: null, Family: AddressFamily.InterNetworkV6 } && one.Start >= since && prefix.Contains(one.Seen!));
}
