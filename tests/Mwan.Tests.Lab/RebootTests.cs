using System.Net.Sockets;
using Mwan.Build.Lab;
using Xunit;

namespace Mwan.Tests.Lab;

/// <summary>The router restarts under load: nothing leaves untranslated on the way down or up (looked for after each test), and it is who it was.</summary>
[Collection(SharedLabTests.Name)]
[Trait("Category", "full")]
public sealed class RebootTests(SharedLab shared) : FailoverScenario(shared)
{
    private static readonly TimeSpan Down = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Up = TimeSpan.FromSeconds(300);

    [Fact]
    public async Task A_reboot_under_load()
    {
        await Shared.HealthyAsync();
        await using LabTraffic traffic = await LabTraffic.StartAsync(Lab, Lab.Network.Clients[0]);
        await BalancedAsync(traffic, 0);
        string[] identities = await IdentitiesAsync();
        double since = await Lab.ClockAsync();
        foreach (LabIsp isp in Lab.Network.Isps)
        {
            Broken.Add((isp, since));
        }

        await Lab.Router.RestartAsync(Down);
        double firmware = await Lab.ClockAsync();
        Shared.Report.Picture(new Timeline("reboot", traffic.Events, [(since, "ordered"), (firmware, "firmware")]));
        await traffic.UntilAsync(
            "new connections of both families are well again", events => Both.All(family => Switch.After(events, family, firmware, static one => one.Failure is null) is not null), Up);
        await Shared.HealthyAsync();
        await SharedAgainAsync(traffic, await Lab.ClockAsync());
        foreach (AddressFamily family in Both)
        {
            Shared.Report.Reboot(family, firmware - since, traffic.Events.Where(one => one is { IsNew: true, Failure: null } && one.Family == family && one.Start >= firmware).Min(static one => one.End) - firmware);
        }

        string addresses = await Lab.AtRouterAsync("ip -brief address");
        string status = await Lab.AtRouterAsync("mwan status || :");
        Assert.All(Lab.Network.Isps, isp => Assert.Contains($"{isp.Lease}/24", addresses, StringComparison.Ordinal));
        Assert.All(Lab.Network.Isps, isp => Assert.Contains($"delegated {isp.Delegation}", status, StringComparison.Ordinal));
        Assert.Equal(identities, await IdentitiesAsync());
    }

    // By what DHCP servers know their customer: hardware address and client identifier (RFC 6842), DUID (RFC 8415 section 11).
    private async Task<string[]> IdentitiesAsync() =>
        (await Lab.AtAsync("internet", @"grep -ohE '(hwtype=|cid=|duid=)\[[^]]*\]' /run/world/dhcp4-*.log /run/world/dhcp6-*.log | sort -u"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
